/** Of the API's pages; raised with a release, together with the root's `package.json`. */
export const version = '0.1.0';
