/** Of the release; raised with the root's `package.json`. */
export const toolVersion = '0.1.0';
