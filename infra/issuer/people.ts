/** Some of the people that `npm run demo` imports, to sign in as with one click. */
export const demonstrationPeople: readonly { readonly name: string; readonly email: string }[] = [
  { name: 'mentor 00', email: 'mentor.00@gov.uk' },
  { name: 'mentor 01', email: 'mentor.01@gov.uk' },
  { name: 'mentee 00', email: 'mentee.00@gov.uk' },
  { name: 'mentee 01', email: 'mentee.01@gov.uk' },
];
