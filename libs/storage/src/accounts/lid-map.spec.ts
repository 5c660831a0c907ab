import { isLid, isPhone, type Lid, type Phone } from '../jids.js';
import { StorageBench } from '../testing/storage-bench.js';

const COUNT = 1_200;

function lid(index: number): Lid {
  const digits = `${900_000_000 + index}`;
  if (!isLid(digits)) throw new Error(`${digits} is no LID`);
  return digits;
}

function phone(index: number): Phone {
  const digits = `${15_550_000_000 + index}`;
  if (!isPhone(digits)) throw new Error(`${digits} is no phone`);
  return digits;
}

describe('the lid map', () => {
  let bench: StorageBench;

  beforeEach(async () => {
    bench = await StorageBench.open();
  });

  afterEach(() => bench.close());

  it('finds many at once, those from stanzas before those that Baileys keeps', async () => {
    const { database, lidMap } = bench.storage;
    const { uid } = await bench.instance();
    const indices = Array.from({ length: COUNT }, (_, index) => index);
    await database.write(async (write) => {
      for (const index of indices.filter((each) => each % 3 === 0))
        await lidMap.save(write, uid, lid(index), phone(index));
      for (const index of indices.filter((each) => each % 3 < 2)) {
        // Baileys names another number for those that were in stanzas.
        const value = JSON.stringify(phone(index % 3 === 0 ? index + COUNT : index));
        const note = { instance: uid, type: 'lid-mapping', id: `${lid(index)}_reverse`, value };
        await write.insertInto('signal_keys').values(note).execute();
      }
    });
    const phones = await lidMap.phonesOf(database.read, uid, indices.map(lid));
    const expected = indices.filter((index) => index % 3 < 2).map((index) => [lid(index), phone(index)]);
    expect(Object.fromEntries(phones)).toEqual(Object.fromEntries(expected));
    const lids = await lidMap.lidsOf(database.read, uid, indices.map(phone));
    const stanzas = indices.filter((index) => index % 3 === 0).map((index) => [phone(index), lid(index)]);
    expect(Object.fromEntries(lids)).toEqual(Object.fromEntries(stanzas));
    const other = await bench.instance('other');
    expect((await lidMap.phonesOf(database.read, other.uid, indices.map(lid))).size).toBe(0);
  });
});
