/** `ledger attack`: releases of ATT&CK into a running instance, and layers for the ATT&CK Navigator out of it. */
import { Command } from 'commander';
import { attackLayerCommand } from './attack-layer.js';
import { attackLoadCommand } from './attack-load.js';

export const attackCommand = (): Command =>
  new Command('attack')
    .description('Load releases of MITRE ATT&CK, and draw layers for the ATT&CK Navigator.')
    .addCommand(attackLoadCommand().exitOverride())
    .addCommand(attackLayerCommand().exitOverride());
