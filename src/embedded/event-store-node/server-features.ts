/** The ServerFeatures service: tells clients which methods they may call. */
import type { Server, ServerUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';

/** The generation of the protocol this node follows; not the version of any server. */
const PROTOCOL_VERSION = '23.10.0-embedded';

const METHODS: readonly (readonly [service: string, method: string])[] = [
  ['event_store.client.streams.streams', 'read'],
  ['event_store.client.streams.streams', 'append'],
  ['event_store.client.streams.streams', 'batchappend'],
  ['event_store.client.streams.streams', 'delete'],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods'],
];

export function registerServerFeatures(server: Server): void {
  const supported = new features.SupportedMethods();
  supported.setEventStoreServerVersion(PROTOCOL_VERSION);
  for (const [service, name] of METHODS) {
    const method = new features.SupportedMethod();
    method.setServiceName(service);
    method.setMethodName(name);
    supported.addMethods(method);
  }
  server.addService(featuresGrpc.ServerFeaturesService, {
    getSupportedMethods: (_call: ServerUnaryCall<unknown, SupportedMethods>, callback: sendUnaryData<SupportedMethods>) =>
      callback(null, supported),
  });
}
