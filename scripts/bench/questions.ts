/** What is asked of the application, as a page or a script would ask it. */

export const DASHBOARD = `query Dashboard($position: Position, $atLeast: Position) {
  intelligenceDashboard(position: $position, atLeast: $atLeast) {
    reportCount publishedCount draftCount inReviewCount
    reportsByStatus { key count filter } reportsBySecrecy { key count filter } reportsByTlp { key count filter }
    lastPublishedAt secondsSinceLastPublication recency { state expectedWithinSeconds }
    sourceCount activeSourceCount sourceThreshold { minimum state }
    backlog { inReview oldestSubmittedAt }
    workspace { reports sources }
    asOf { position recordedAt lagMs fresh reducedToTodaysAccess }
  }
}`;

/** What a watch officer's screen follows. */
export const DASHBOARD_CHANGED = `subscription Changed($from: Position) {
  dashboardChanged(from: $from) {
    position changes { type id revision label title position recordedAt }
    dashboard {
      reportCount publishedCount draftCount inReviewCount
      reportsByStatus { key count filter } lastPublishedAt recency { state expectedWithinSeconds }
      sourceCount activeSourceCount sourceThreshold { minimum state } backlog { inReview oldestSubmittedAt }
      asOf { position recordedAt lagMs fresh }
    }
  }
}`;

export const FIFTY_REPORTS = `query Reports {
  intelligenceReports(first: 50) {
    nodes { id title status workingStatus tlp secrecyLevel confidence publishedAt updatedAt revision sources { id name reliability credibility } }
    pageInfo { hasNextPage endCursor }
    asOf { position fresh }
  }
}`;

export const HANDOVER_BRIEF = `query Brief($since: ID, $until: ID) {
  handoverBrief(since: $since, until: $until) {
    published { id title version time position } superseded { id title version } retracted { id title version } archived { id title } draftedCount inReviewCount
    overdueReviews { id title dueAt } sourcesRegistered { id title } sourcesPaused { id title } sourcesSilent { id name } sourcesBack { id name }
    productionMissed { name end } markingChanges { id title from { secrecyLevel tlp } to { secrecyLevel tlp } } disclosed { id title } handovers { id note }
    hash asOf { position fresh }
  }
}`;

export const CAMPAIGN_GRAPH = `query Graph($id: UUID!, $depth: Int!) {
  campaignGraph(id: $id, depth: $depth) {
    nodes { id type label depth mergedFrom } edges { id from to role confidence since until } truncated asOf { position fresh }
  }
}`;

export const SEARCH = `query Search($text: String!) {
  search(text: $text, first: 20) {
    totalCount complete nodes { type id title status updatedAt score fragments { field text hit } }
    pageInfo { hasNextPage endCursor } asOf { position fresh }
  }
}`;

export const CREATE_REPORT = `mutation Create($input: CreateIntelligenceReportInput!) {
  createIntelligenceReport(input: $input) { record { id title status createdAt } receipt { id revision position } }
}`;

export const NEW_REPORT = {
  title: 'Loader seen in retail networks',
  summary: 'A new loader was seen in three retail networks.',
  body: 'The loader arrives by mail and fetches its second stage within an hour.',
  reportTypes: ['threat-report'],
  techniqueIds: ['T1566.001'],
  confidence: 70,
  tlp: 'GREEN',
};

export interface Created {
  readonly data: { readonly createIntelligenceReport: { readonly receipt: { readonly id: string; readonly position: string } } };
}

export const SOC_KPIS = `query SocKpis($period: PeriodInput!) {
  socKpis(period: $period) {
    kpis { name value n numerator mean median p90 negative censored target previous status }
    sla { severity clock target due met attainment } backlogAge { median p90 }
    bySeverity { key opened resolved closed backlog } byCategory { key opened resolved closed backlog } scope { incidents tests merged }
    asOf { position fresh }
  }
}`;
