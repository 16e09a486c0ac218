/** Development only: a token for anybody, without a page. */
export const developmentGrant = 'urn:telemachy:grant-type:development';
/** Clients by their names. */
export const clients = {
  portal: 'telemachy-portal',
  tool: 'telemachy-tool',
  development: 'telemachy-development',
} as const;
