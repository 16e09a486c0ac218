/** Development only: a token for anybody, without a page. */
export const developmentGrant = 'urn:telemachy:grant-type:development';
/** Clients by their names. */
export const clients = {
  portal: 'telemachy-portal',
  tool: 'telemachy-tool',
  development: 'telemachy-development',
} as const;
/** How long tokens of the development grant live: a play or a test is longer than a token of a person lives. */
export const developmentSeconds = 3_600;
