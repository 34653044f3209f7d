/** `ledger history`: who changed what of a record, when it happened and when it was recorded. */
import { Command } from 'commander';
import { type ApiOptions, ask, withApi } from './api.js';

const QUERY = `query ($type: String!, $id: UUID!, $after: String) {
  recordHistory(type: $type, id: $id, first: 200, after: $after) {
    frames {
      revision position eventType label actorId actorName actorKind organisationId happenedAt recordedAt reason withheld
      changes { field old new }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface Frame {
  readonly revision: string;
  readonly position: string;
  readonly label: string;
  readonly actorId: string;
  readonly actorName: string | null;
  readonly actorKind: string;
  readonly organisationId: string;
  readonly happenedAt: string;
  readonly recordedAt: string;
  readonly reason: string | null;
  readonly withheld: boolean;
  readonly changes: readonly { readonly field: string; readonly old: unknown; readonly new: unknown }[];
}
interface Page {
  readonly recordHistory: {
    readonly frames: readonly Frame[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const LONGEST_VALUE = 300;

const shown = (value: unknown): string => {
  const text = value === null ? '–' : JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
};

const frameLines = (frame: Frame): readonly string[] => {
  const {
    revision,
    position,
    label,
    actorId,
    actorName,
    actorKind,
    organisationId,
    happenedAt,
    recordedAt,
    reason,
    withheld,
    changes,
  } = frame;
  const kind = actorKind === 'human' ? '' : `, ${actorKind}`;
  return [
    `${revision}  ${label}, by ${actorName ?? actorId} (${organisationId}${kind})`,
    `   happened ${happenedAt}, recorded ${recordedAt}, position ${position}`,
    ...(reason === null ? [] : [`   reason: ${reason}`]),
    ...(withheld ? ['   what changed is withheld: the record was marked above your clearance before'] : []),
    ...changes.map(({ field, old, new: current }) =>
      old === null ? `   ${field}: ${shown(current)}` : `   ${field}: ${shown(old)} → ${shown(current)}`,
    ),
    '',
  ];
};

const run = async (type: string, id: string, { json, ...options }: ApiOptions & { readonly json?: boolean }): Promise<void> => {
  for (let after: string | null | undefined; after !== null;) {
    const { recordHistory }: Page = await ask<Page>(options, QUERY, { type, id, after });
    for (const frame of recordHistory.frames) console.log(json ? JSON.stringify(frame) : frameLines(frame).join('\n'));
    after = recordHistory.pageInfo.hasNextPage ? recordHistory.pageInfo.endCursor : null;
  }
};

export const historyCommand = (): Command =>
  withApi(new Command('history'))
    .description('Print the history of a record, oldest first, with what each change did to its fields.')
    .argument('<type>', 'stream category, such as intelReport or source')
    .argument('<id>', 'id of the record')
    .option('--json', 'one line of JSON per event')
    .addHelpText('after', '\nExample:\n  npx ledger history intelReport 84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3')
    .action(run);
