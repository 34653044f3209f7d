/** The composition root of the API. */
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { IsAuthenticated } from './access/guards/is-authenticated.guard.js';
import { AttackPatternsModule } from './attack-patterns/attack-patterns.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { DevelopmentIssuer } from './auth/development-issuer/development-issuer.js';
import { DevelopmentIssuerModule } from './auth/development-issuer/development-issuer.module.js';
import { CampaignsModule } from './campaigns/campaigns.module.js';
import type { Config } from './config/config.js';
import { ControlsModule } from './controls/controls.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DetectionRulesModule } from './detection-rules/detection-rules.module.js';
