import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => bot.link());

/** What is reported about a message of the account. */
async function reported(event: string, id: string) {
  const fits = ({ data }: { data: Record<string, unknown> }) => data['id'] === id || data['messageId'] === id;
  return (await bot.event(event, fits)).data;
}

describe('what the account writes on its phone', () => {
  it('is reported with the fields of a message, and so is what is done to it', async () => {
    await world.emulator.send(BOT, { to: anna.phone, text: 'I take over', id: 'OWN1' });
    expect(await reported('message_sent', 'OWN1')).toMatchObject({
      chatId: anna.chatId,
      from: anna.chatId,
      senderPhone: BOT,
      fromMe: true,
      isGroup: false,
      type: 'text',
      text: 'I take over',
    });
    await world.emulator.act(BOT, 'OWN1', 'edit', { text: 'I take over now', to: anna.phone });
    expect(await reported('message_edit', 'OWN1')).toMatchObject({ text: 'I take over now', fromMe: true });
    await world.emulator.act(BOT, 'OWN1', 'reaction', { emoji: '👍', to: anna.phone });
    expect(await reported('message_reaction', 'OWN1')).toMatchObject({ emoji: '👍', fromMe: true });
  });

  it('is reported in groups', async () => {
    const { jid } = await world.emulator.request('POST', `/phones/${anna.phone}/groups`, {
      subject: 'Team',
      participants: [BOT],
    });
    await bot.event('group_participants', ({ data }) => data['groupJid'] === jid);
    await world.emulator.send(BOT, { to: String(jid), text: 'hello all', id: 'OWN2' });
    expect(await reported('message_sent', 'OWN2')).toMatchObject({
      chatId: jid,
      participant: `${BOT}@s.whatsapp.net`,
      isGroup: true,
      fromMe: true,
    });
  });

  it('does not include what the API sends', async () => {
    const sent = await anna.gets('from the API');
    await anna.writes('an answer');
    expect(world.receiver.named('message_sent').map(({ data }) => data['id'])).not.toContain(sent);
    expect(world.receiver.named('message').map(({ data }) => data['fromMe'])).not.toContain(true);
  });
});
