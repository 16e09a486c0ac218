import { describe, expect, it } from '@jest/globals';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { FileInspector } from './inspect-file.ts';

const mapping: ColumnMapping = {
  columns: [
    { column: 'Email', to: 'email', as: 'hr' },
    { column: 'Name', to: 'givenName', as: 'hr' },
  ],
};

const inspect = async (...slices: (string | Buffer)[]) => {
  const inspector = new FileInspector(mapping);
  for (const slice of slices) await inspector.write(Buffer.from(slice));
  return inspector.end();
};

describe('a file as a whole', () => {
  it('is read with whatever separates its header, byte order mark or not', async () => {
    expect(await inspect('\ufeffEmail;"Name; first";Name\r\na@b.org;x;y')).toEqual({
      layout: { columns: ['Email', 'Name; first', 'Name'], delimiter: ';', firstByte: 29 },
      fault: undefined,
    });
  });

  it.each<[string, string, string, number]>([
    ['after empty lines', '\r\n \n\nEmail;Name\na@b.org;y', ';', 16],
    [
      'by what its header must hold, whatever else is in there',
      'Email;Name;Notes, if any, or none\na@b.org;y;',
      ';',
      34,
    ],
    ['as its first line says', 'sep=|\r\nEmail|Name\na@b.org|y', '|', 18],
    ['as its first line says, after the byte order mark', '\ufeffsep=\t\nEmail\tName\na@b.org\ty', '\t', 20],
    ['with one column', 'Email\n', ',', 6],
  ])('is read %s', async (_, file, delimiter, firstByte) => {
    const only: ColumnMapping = { columns: mapping.columns.slice(0, file.includes('Name') ? 2 : 1) };
    for (const size of [1, 1000]) {
      const inspector = new FileInspector(only);
      const bytes = Buffer.from(file);
      for (let at = 0; at < bytes.length; at += size) await inspector.write(bytes.subarray(at, at + size));
      expect((await inspector.end()).layout).toMatchObject({ delimiter, firstByte });
    }
  });

  it('finds its columns whatever their case, and takes more than it needs', async () => {
    const { layout, fault } = await inspect('EMAIL,grade, name \na@b.org,,Ana\n');
    expect([layout.columns, fault]).toEqual([['EMAIL', 'grade', 'name'], undefined]);
  });

  it('is refused with all the columns that it lacks', async () => {
    expect((await inspect('E-Mail,grade\na@b.org,AO')).fault).toEqual({
      reason: 'missing-column',
      row: 0,
      column: 'Email',
      columns: ['Email', 'Name'],
    });
  });

  it('is refused when it is empty', async () => {
    expect((await inspect()).fault).toEqual({ reason: 'empty-file', row: 0 });
    expect((await inspect('\n \n')).fault).toEqual({ reason: 'empty-file', row: 0 });
    expect((await inspect('\ufeff')).fault).toEqual({ reason: 'empty-file', row: 0 });
    expect((await inspect('sep=;\n')).fault).toEqual({ reason: 'empty-file', row: 0 });
  });

  it('is refused when nobody stands below the header', async () => {
    expect((await inspect('Email,Name\r\n\r\n')).fault).toEqual({ reason: 'no-rows', row: 0 });
  });

  it('is refused when a column of the mapping is missing, by its name', async () => {
    expect((await inspect('Email,Nom\na@b.org,Ana')).fault).toEqual({
      reason: 'missing-column',
      row: 0,
      column: 'Name',
    });
  });

  it('is refused when its header is wider than any file is, and its names are not kept', async () => {
    const wide = ['Email', 'Name', ...Array.from({ length: 2000 }, (_, n) => `c${n}`)].join(',');
    const long = `Email,Name,${'x'.repeat(100_001)}`;
    for (const header of [wide, long]) {
      const { fault, layout } = await inspect(`${header}\na@b.org,Ana\n`);
      expect([fault, layout.columns]).toEqual([{ reason: 'header-too-long', row: 0 }, []]);
    }
  });

  it('is refused when a column of the mapping comes twice', async () => {
    expect((await inspect('Email,Name,email\na,b,c')).fault).toEqual({
      reason: 'column-twice',
      row: 0,
      column: 'Email',
    });
  });

  it('is refused at the row and column that are not UTF-8', async () => {
    const latin1 = Buffer.from('a@b.org,Jürgen\n', 'latin1');
    const { fault } = await inspect('Email,Name\nx@b.org,Ana\n', latin1);
    expect(fault).toEqual({ reason: 'not-utf-8', row: 2, column: 'Name' });
  });

  it('is refused when it is UTF-16', async () => {
    const { fault } = await inspect(Buffer.from('\ufeffEmail,Name\na@b.org,Ana\n', 'utf16le'));
    expect(fault).toEqual({ reason: 'not-utf-8', row: 0 });
  });

  it('takes letters of any script that are cut between two slices', async () => {
    const bytes = Buffer.from('Email,Name\na@b.org,😀');
    const { fault } = await inspect(bytes.subarray(0, -2), bytes.subarray(-2));
    expect(fault).toBeUndefined();
  });

  it('is refused at the row of a 10 MB field, without holding it', async () => {
    const slices = Array.from({ length: 160 }, () => Buffer.alloc(65_536, 'x'));
    const { fault } = await inspect('Email,Name\nx@b.org,Ana\ny@b.org,"', ...slices, '"\n');
    expect(fault).toEqual({ reason: 'row-too-long', row: 2 });
  });

  it('is refused at the row whose quotes do not close', async () => {
    expect((await inspect('Email,Name\nx@b.org,Ana\ny@b.org,"Ben\n')).fault).toEqual({
      reason: 'quote-not-closed',
      row: 2,
    });
    expect((await inspect('Email,Name\nx@b.org,"Ana"na\n')).fault).toEqual({ reason: 'quote-misplaced', row: 1 });
  });
});
