/** One running instance: stores, kernel and API, started and stopped as a whole. */
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { DevelopmentIssuer } from './auth/development-issuer/development-issuer.js';
import type { Config } from './config/config.js';
import { loadInstanceKey } from './config/instance-key.js';
import { ProductLogger } from './http/product-logger.js';
import { createAdapter, prepareServer } from './http/server.js';
import { type Kernel, openKernel } from './kernel.js';
import { type Clock, SystemClock } from './ledger/clock.js';
import { useHeapSparingly } from './sparing-heap.js';

export interface Stores {
  readonly databaseUrl: string;
  readonly databaseReadUrl: string;
  readonly eventStoreUrl: string;
}

export interface Application {
  readonly url: string;
  readonly kernel: Kernel;
  /** Undefined where an identity provider is configured. */
  readonly issuer: DevelopmentIssuer | undefined;
  readonly nest: NestFastifyApplication;
  stop(): Promise<void>;
}

/** @param prepare done before anything is served, and before the work that the product does by itself. */
export const startApplication = async (
  config: Config,
  stores: Stores,
  clock: Clock = new SystemClock(),
  prepare: (kernel: Kernel) => Promise<void> = async () => undefined,
): Promise<Application> => {
  useHeapSparingly();
  const logger = new ProductLogger(config);
  Logger.overrideLogger(logger);
  const issuer = config.auth.mode === 'development' ? new DevelopmentIssuer(config) : undefined;
  const kernel = await openKernel({
    ...stores,
    instanceKey: config.instanceKey ?? loadInstanceKey(config),
    clock,
    projections: config.projections,
    warn: (message) => logger.warn(message, 'Ledger'),
  });
  try {
    const nest = await NestFactory.create<NestFastifyApplication>(
      AppModule.register(config, kernel, issuer),
      createAdapter(config),
      {
        logger,
        abortOnError: false,
        bodyParser: false,
      },
    );
    await prepare(kernel);
    await prepareServer(nest, config);
    await nest.listen(config.http.port, config.http.host);
    const url = (await nest.getUrl()).replace('[::1]', '127.0.0.1');
    const stop = async (): Promise<void> => {
      await nest.close();
      await kernel.close();
    };
    return { url, kernel, issuer, nest, stop };
  } catch (error) {
    await kernel.close();
    throw error;
  }
};
