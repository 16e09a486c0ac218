const words: Readonly<Record<string, string>> = {
  'wrong-number-of-cells': 'The row has more or fewer cells than the header.',
  'no-email-and-no-employee-id': 'Without an e-mail address or employee id nobody can be told apart.',
  'employee-id-of-another-person':
    'The e-mail address is one person’s and the employee id another’s; nobody of this row came in. Correct the one that is wrong. If both are one human who came in twice, the two cannot be joined yet: keep to one of them, in a row with only that one’s e-mail address or employee id, and leave the other out.',
  'person-forgotten':
    'This person asked to be forgotten: nothing of them is kept, and they do not come in again by this address or id. Leave the row out.',
  'no-name': 'Neither given nor family name is there.',
  'not-an-email': 'This is not an e-mail address.',
  'not-a-whole-number': 'A capacity is a whole number from 0 to 1000.',
  'control-character':
    'The cell holds a control character that nobody sees. Take it out, for instance by CLEAN() of a spreadsheet.',
  'not-one-line': 'This cell has one line; it holds a line break or a tab.',
  'invisible-character':
    'An e-mail address or employee id holds a character that nobody sees, such as a zero-width space or a soft hyphen. Type the cell anew.',
  'no-visible-character':
    'This cell has no visible character, though it is not empty. Empty it, or write what is to stand there.',
  'too-long': 'The text is too long: 10,000 characters a cell, 100,000 a row.',
  'enrolment-withdrawn': 'This person has withdrawn from the cohort.',
  'empty-file': 'The file is empty.',
  'no-rows': 'Below the header there is nobody.',
  'missing-column': 'The header does not have this column.',
  'header-too-long': 'The header has more than 2,000 columns, or 100,000 characters: perhaps it is no header.',
  'column-twice': 'The header has this column twice.',
  'not-utf-8': 'The text is not UTF-8. Save the file as "CSV UTF-8".',
  'row-too-long': 'The row is longer than 1 MiB: a quote may not be closed.',
  'quote-not-closed': 'A quote is opened and never closed.',
  'quote-misplaced': 'A quote stands in the middle of a cell.',
  'given-up':
    'Something failed on our side at this row; the rows before it are in. Send the file again: nobody comes in twice.',
  'file-gone': 'The file was not kept long enough. Send it again: nobody comes in twice.',
};

/** What a problem's code says to people. @param columns where more than one is to blame */
export const wordsOf = (reason: string, columns: readonly string[] = []): string => {
  if (reason === 'missing-column' && columns.length > 1)
    return `The header does not have these columns: ${columns.map((column) => `"${column}"`).join(', ')}.`;
  const first = /^duplicate-of-row-(\d+)$/.exec(reason)?.[1];
  return first === undefined ? (words[reason] ?? reason) : `The same person stands in row ${first}.`;
};
