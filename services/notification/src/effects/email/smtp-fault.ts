/** What nodemailer tells of a failed delivery, as much of it as is read here. */
export type SmtpError = {
  readonly code?: string | undefined;
  readonly responseCode?: number | undefined;
  /** The SMTP command that failed: `CONN`, `EHLO`, `AUTH PLAIN`, `RCPT TO`, `DATA` … */
  readonly command?: string | undefined;
};

/**
 * - `later`: the server refused this message for the moment. - `never`: it will not take it, or no server could.
 * - `unclear`: the connection failed or its answer got lost; whether server or message is to blame tells the next connection.
 */
export type Fault = { readonly kind: 'later' | 'never' | 'unclear'; readonly code: string };

const aboutTheMessage = /^(?:MAIL FROM|RCPT TO|DATA)/;

/** The code goes into a fact, so it holds no word of the server: those may repeat the address. */
export const faultOf = ({ code = 'unknown', responseCode, command = '' }: SmtpError): Fault => {
  if (responseCode !== undefined && aboutTheMessage.test(command))
    return { kind: responseCode >= 500 ? 'never' : 'later', code: `smtp-${responseCode}` };
  const malformed = command === 'API' && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return { kind: malformed ? 'never' : 'unclear', code: code.toLowerCase() };
};
