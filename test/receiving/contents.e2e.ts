import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { jidOf } from '../harness/jid.js';
import { UNMARKED } from '../harness/marks.js';
import { Person } from '../harness/person.js';
import { RawSender } from '../harness/raw-sender.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const ben = new Person(world, BEN, bot);
const phone = new RawSender(world, ANNA, bot, Document.read());

beforeAll(async () => {
  for (const [number, name] of [
    [ANNA, 'Anna'],
    [BEN, 'Ben'],
  ] as const)
    await world.emulator.phone(number, { name, addressing: 'lid' });
  await bot.link();
});

/** Messages, and what their event says of them. */
type Case = [what: string, message: object, payload: object];

const flow = (name: string, params: object | string) => ({
  interactiveMessage: { nativeFlowMessage: { buttons: [button(name, params)] } },
});
const button = (name: string, params: object | string) => ({
  name,
  buttonParamsJson: typeof params === 'string' ? params : JSON.stringify(params),
});
const flowAnswer = (name: string, params: object | string, body?: object) => ({
  interactiveResponseMessage: {
    body,
    nativeFlowResponseMessage: {
      name,
      paramsJson: typeof params === 'string' ? params : JSON.stringify(params),
      version: 1,
    },
  },
});

/** Sends each, and looks at the event, and at the message as it is stored. */
function told(cases: Case[]): void {
  it.each(cases)('%s', async (_what, message, payload) => {
    const data = await phone.sends(message);
    expect(data).toMatchObject({ senderPhone: ANNA, fromMe: false, ...payload });
    expect(await bot.knows(String(data['id']))).toEqual({ ...data, ...UNMARKED });
  });
}

describe('the answer to', () => {
  told([
    [
      'a list has the id of the row',
      {
        listResponseMessage: {
          title: 'Support',
          listType: 1,
          singleSelectReply: { selectedRowId: 'menu:support:7' },
          description: 'Talk to a person',
          contextInfo: {
            stanzaId: '3EB0AAAA0001',
            participant: jidOf(BOT),
            quotedMessage: { listMessage: { title: 'Menu', description: 'Choose', buttonText: 'Open' } },
          },
        },
      },
      {
        type: 'choice',
        text: 'Support',
        choice: { kind: 'list', id: 'menu:support:7', label: 'Support', description: 'Talk to a person' },
        quoted: { id: '3EB0AAAA0001', participant: jidOf(BOT), type: 'interactive', text: 'Menu\nChoose' },
      },
    ],
    [
      'a button has its id',
      { buttonsResponseMessage: { selectedButtonId: 'y', selectedDisplayText: 'Yes', type: 1 } },
      { type: 'choice', text: 'Yes', choice: { kind: 'button', id: 'y', label: 'Yes' } },
    ],
    [
      'a button of a template has its id',
      { templateButtonReplyMessage: { selectedId: 'c1', selectedDisplayText: 'Confirm', selectedIndex: 0 } },
      { type: 'choice', text: 'Confirm', choice: { kind: 'template_button', id: 'c1', label: 'Confirm' } },
    ],
    [
      'a form has its fields',
      flowAnswer(
        'flow',
        { screen_0_Rating_0: 'Excellent', screen_0_Comments_1: 'Very good', flow_token: 'order-17' },
        { text: 'Sent', format: 0 },
      ),
      {
        type: 'choice',
        text: 'Sent',
        choice: {
          kind: 'form',
          id: 'order-17',
          label: 'Sent',
          name: 'flow',
          data: { screen_0_Rating_0: 'Excellent', screen_0_Comments_1: 'Very good', flow_token: 'order-17' },
        },
      },
    ],
    [
      'a quick reply without a body names the choice',
      flowAnswer('quick_reply', { id: 'ACCEPT_17', display_text: 'I accept' }),
      { type: 'choice', text: 'I accept', choice: { kind: 'button', id: 'ACCEPT_17', label: 'I accept' } },
    ],
    [
      'a menu with an empty body names the choice',
      flowAnswer('menu_options', { id: 'row_2', title: 'Second row' }, { text: '' }),
      { type: 'choice', text: 'Second row', choice: { kind: 'menu', id: 'row_2', label: 'Second row' } },
    ],
    [
      'a menu without a title has its id as text',
      flowAnswer('single_select', { id: 'row_3' }),
      { type: 'choice', text: 'row_3', choice: { kind: 'menu', id: 'row_3' } },
    ],
    [
      'something new has its name and its values',
      flowAnswer('address_message', { values: { city: 'Jakarta' } }, { text: 'Address' }),
      { choice: { kind: 'other', name: 'address_message', data: { values: { city: 'Jakarta' } } } },
    ],
    [
      'something that is no JSON is shown as it is',
      flowAnswer('flow', '{"broken', { text: 'Sent' }),
      {
        type: 'choice',
        text: 'Sent',
        choice: { kind: 'form', label: 'Sent', name: 'flow', raw: '{"broken' },
      },
    ],
  ]);
});

describe('what a business offers', () => {
  told([
    [
      'in a template: reply, URL and call',
      {
        templateMessage: {
          hydratedTemplate: {
            hydratedTitleText: '',
            hydratedContentText: 'Hi, Acme! This is a reminder.',
            hydratedFooterText: 'Reply STOP',
            hydratedButtons: [
              { index: 0, quickReplyButton: { displayText: 'Confirm', id: 'c1' } },
              { index: 1, urlButton: { displayText: 'Pay the invoice', url: 'https://pay.example/i/17' } },
              { index: 2, callButton: { displayText: 'Call us', phoneNumber: '+15550009999' } },
            ],
          },
        },
      },
      {
        type: 'interactive',
        text: 'Hi, Acme! This is a reminder.\nReply STOP',
        actions: [
          { kind: 'reply', id: 'c1', label: 'Confirm' },
          { kind: 'url', label: 'Pay the invoice', url: 'https://pay.example/i/17' },
          { kind: 'call', label: 'Call us', phone: '+15550009999' },
        ],
      },
    ],
    [
      'in a list with sections',
      {
        listMessage: {
          title: 'Menu',
          description: 'Choose one',
          buttonText: 'Open',
          listType: 1,
          footerText: 'Acme',
          sections: [
            {
              title: 'Food',
              rows: [
                { title: 'Soup', description: 'of the day', rowId: 'r1' },
                { title: 'Rice', rowId: 'r2' },
              ],
            },
          ],
        },
      },
      {
        type: 'interactive',
        text: 'Menu\nChoose one\nAcme',
        actions: [
          { kind: 'row', id: 'r1', label: 'Soup', description: 'of the day', section: 'Food' },
          { kind: 'row', id: 'r2', label: 'Rice', section: 'Food' },
        ],
      },
    ],
    [
      'in a list of products',
      {
        listMessage: {
          title: 'Cakes',
          listType: 2,
          productListInfo: { productSections: [{ title: 'New', products: [{ productId: '70001' }] }] },
        },
      },
      { type: 'interactive', actions: [{ kind: 'product', id: '70001', section: 'New' }] },
    ],
    [
      'in buttons',
      {
        buttonsMessage: {
          contentText: 'Shall we deliver?',
          footerText: 'Acme',
          headerType: 1,
          buttons: [
            { buttonId: 'y', buttonText: { displayText: 'Yes' }, type: 1 },
            { buttonId: 'n', buttonText: { displayText: 'No' }, type: 1 },
            {
              buttonId: 'm',
              buttonText: { displayText: 'More' },
              type: 2,
              nativeFlowInfo: { name: 'cta_url', paramsJson: '{"url":"https://a.example"}' },
            },
          ],
        },
      },
      {
        type: 'interactive',
        text: 'Shall we deliver?\nAcme',
        actions: [
          { kind: 'reply', id: 'y', label: 'Yes' },
          { kind: 'reply', id: 'n', label: 'No' },
          { kind: 'url', id: 'm', label: 'More', url: 'https://a.example', name: 'cta_url' },
        ],
      },
    ],
    [
      'in a native flow: URL and code',
      {
        interactiveMessage: {
          header: { title: 'Sign in' },
          body: { text: 'Your invoice is there' },
          nativeFlowMessage: {
            buttons: [
              button('cta_url', { display_text: 'Open', url: 'https://pay.example/i/17' }),
              button('cta_copy', { display_text: 'Copy code', copy_code: '482913' }),
            ],
          },
        },
      },
      {
        type: 'interactive',
        text: 'Sign in\nYour invoice is there',
        actions: [
          { kind: 'url', label: 'Open', url: 'https://pay.example/i/17', name: 'cta_url' },
          { kind: 'copy', label: 'Copy code', code: '482913', name: 'cta_copy' },
        ],
      },
    ],
    [
      'in a native flow: a menu',
      flow('single_select', {
        title: 'Open',
        sections: [{ title: 'Food', rows: [{ id: 'r1', title: 'Soup', description: 'hot' }] }],
      }),
      {
        actions: [
          {
            kind: 'row',
            id: 'r1',
            label: 'Soup',
            description: 'hot',
            section: 'Food',
            name: 'single_select',
          },
        ],
      },
    ],
    [
      'in a native flow: a form, and something new',
      {
        interactiveMessage: {
          nativeFlowMessage: {
            buttons: [
              button('flow', { flow_id: '9', flow_cta: 'Book', flow_token: 't' }),
              button('cta_teleport', { where: 'home' }),
            ],
            messageParamsJson: JSON.stringify({
              limited_time_offer: { text: 'Today only', copy_code: 'SAVE10', url: 'https://a.example' },
            }),
          },
        },
      },
      {
        actions: [
          { kind: 'form', id: '9', label: 'Book', data: { flow_id: '9', flow_cta: 'Book', flow_token: 't' } },
          { kind: 'other', name: 'cta_teleport', data: { where: 'home' } },
          { kind: 'copy', label: 'Today only', code: 'SAVE10', url: 'https://a.example' },
        ],
      },
    ],
    [
      'on the cards of a carousel',
      {
        interactiveMessage: {
          body: { text: 'Our cakes' },
          carouselMessage: {
            cards: ['Chocolate', 'Lemon'].map((name) => ({
              body: { text: name },
              nativeFlowMessage: { buttons: [button('quick_reply', { display_text: 'Buy', id: name })] },
            })),
          },
        },
      },
      {
        type: 'interactive',
        text: 'Our cakes\nChocolate\nLemon',
        actions: [
          { kind: 'reply', id: 'Chocolate', label: 'Buy' },
          { kind: 'reply', id: 'Lemon', label: 'Buy' },
        ],
      },
    ],
    [
      'in a shop and a collection',
      { interactiveMessage: { body: { text: 'Shop' }, shopStorefrontMessage: { id: 'shop-1', surface: 3 } } },
      { type: 'interactive', text: 'Shop', actions: [{ kind: 'catalog', id: 'shop-1', name: 'shop' }] },
    ],
    [
      'is a place in the header',
      {
        buttonsMessage: {
          contentText: 'Here',
          locationMessage: { degreesLatitude: -6.2, degreesLongitude: 106.8, name: 'Shop' },
        },
      },
      { type: 'interactive', location: { latitude: -6.2, longitude: 106.8, name: 'Shop' } },
    ],
    [
      'is masked, if WhatsApp shows it on phones only',
      { templateMessage: { hydratedTemplate: { hydratedContentText: 'Code', maskLinkedDevices: true } } },
      { type: 'interactive', unavailable: 'masked' },
    ],
  ]);
});

describe('of money', () => {
  const pix = {
    currency: 'BRL',
    total_amount: { value: 1500, offset: 100 },
    reference_id: 'R17',
    type: 'physical-goods',
    order: {
      status: 'pending',
      subtotal: { value: 0, offset: 100 },
      order_type: 'ORDER',
      items: [{ name: '', amount: { value: 0, offset: 100 }, quantity: 0 }],
    },
    payment_settings: [
      {
        type: 'pix_static_code',
        pix_static_code: { merchant_name: 'Example Shop', key: 'pix@example.com', key_type: 'EMAIL' },
      },
    ],
  };
  told([
    [
      'a Pix request has its amount, key and receiver',
      flow('payment_info', pix),
      {
        type: 'payment',
        payment: {
          kind: 'details',
          amount: 15,
          currency: 'BRL',
          referenceId: 'R17',
          methods: [
            { type: 'pix_static_code', key: 'pix@example.com', keyType: 'EMAIL', merchant: 'Example Shop' },
          ],
        },
      },
    ],
    [
      'an order to pay has its items',
      flow('review_and_pay', {
        ...pix,
        order: {
          status: 'pending',
          items: [{ name: 'Cake', quantity: 2, amount: { value: 750, offset: 100 } }],
        },
      }),
      {
        type: 'payment',
        order: {
          id: 'R17',
          status: 'pending',
          itemCount: 1,
          items: [{ name: 'Cake', quantity: 2, price: 7.5 }],
          total: 15,
          currency: 'BRL',
        },
      },
    ],
    [
      'the news of an order has its state',
      flow('review_order', { reference_id: 'R17', order: { status: 'shipped', description: 'On its way' } }),
      { type: 'order', text: 'On its way', order: { id: 'R17', status: 'shipped' } },
    ],
    [
      'a cart has its id, token, total and number of items',
      {
        orderMessage: {
          orderId: '961290000000001',
          itemCount: 2,
          status: 1,
          surface: 1,
          message: '',
          orderTitle: 'Acme Shop',
          sellerJid: jidOf(BOT),
          token: 'AR5zEXAMPLE==',
          totalAmount1000: 45_000,
          totalCurrencyCode: 'IDR',
        },
      },
      {
        type: 'order',
        text: 'Acme Shop',
        order: {
          id: '961290000000001',
          token: 'AR5zEXAMPLE==',
          title: 'Acme Shop',
          status: 'inquiry',
          itemCount: 2,
          total: 45,
          currency: 'IDR',
          seller: jidOf(BOT),
        },
      },
    ],
    [
      'a cart without a title has its id and token',
      { orderMessage: { orderId: '961290000000002', itemCount: 1, token: 'AR5zEXAMPLE2==' } },
      { type: 'order', order: { id: '961290000000002', itemCount: 1, token: 'AR5zEXAMPLE2==' } },
    ],
    [
      'a request for money has its amount',
      {
        requestPaymentMessage: {
          noteMessage: { extendedTextMessage: { text: 'Lunch' } },
          currencyCodeIso4217: 'INR',
          amount1000: 250_000,
          requestFrom: jidOf(BOT),
          expiryTimestamp: 1_796_000_000,
        },
      },
      {
        type: 'payment',
        text: 'Lunch',
        payment: {
          kind: 'request',
          amount: 250,
          currency: 'INR',
          payer: jidOf(BOT),
          expiresAt: 1_796_000_000_000,
        },
      },
    ],
    [
      'a declined request has its id',
      { declinePaymentRequestMessage: { key: { id: 'REQ1' } } },
      { type: 'payment', payment: { kind: 'declined', requestId: 'REQ1' } },
    ],
  ]);
});

describe('an invitation', () => {
  told([
    [
      'to a group can be accepted',
      {
        groupInviteMessage: {
          groupJid: '120363000000000001@g.us',
          inviteCode: 'AbCdEfGhIjKlMnOp',
          inviteExpiration: 1_796_000_000,
          groupName: 'Friends',
          caption: 'Follow this link to join my WhatsApp group',
        },
      },
      {
        type: 'invite',
        text: 'Follow this link to join my WhatsApp group',
        groupInvite: {
          groupJid: '120363000000000001@g.us',
          code: 'AbCdEfGhIjKlMnOp',
          expiresAt: 1_796_000_000_000,
          name: 'Friends',
        },
      },
    ],
    [
      'to a channel names it',
      {
        newsletterFollowerInviteMessageV2: {
          newsletterJid: '120363000000000002@newsletter',
          newsletterName: 'News',
        },
      },
      {
        type: 'invite',
        channelInvite: { channelJid: '120363000000000002@newsletter', name: 'News', role: 'follower' },
      },
    ],
    [
      'to an event has its time, place and link',
      {
        eventMessage: {
          name: 'Team meeting',
          description: 'Quarterly planning',
          location: { degreesLatitude: -6.2, degreesLongitude: 106.8, name: 'Head office' },
          joinLink: 'https://call.whatsapp.com/video/EXAMPLE',
          startTime: 1_796_000_000,
          endTime: 1_796_003_600,
          isCanceled: false,
          extraGuestsAllowed: true,
        },
      },
      {
        type: 'event',
        text: 'Team meeting\nQuarterly planning',
        calendarEvent: {
          name: 'Team meeting',
          description: 'Quarterly planning',
          location: { latitude: -6.2, longitude: 106.8, name: 'Head office' },
          joinLink: 'https://call.whatsapp.com/video/EXAMPLE',
          startsAt: 1_796_000_000_000,
          endsAt: 1_796_003_600_000,
          cancelled: false,
          guestsAllowed: true,
        },
      },
    ],
    [
      'to an event may be cancelled',
      { eventMessage: { name: 'Team meeting', startTime: 1_796_000_000, isCanceled: true } },
      { type: 'event', calendarEvent: { name: 'Team meeting', cancelled: true } },
    ],
    [
      'to a call has its time',
      {
        scheduledCallCreationMessage: {
          title: 'Review',
          scheduledTimestampMs: 1_796_000_000_000,
          callType: 2,
        },
      },
      { type: 'event', calendarEvent: { name: 'Review', startsAt: 1_796_000_000_000, call: 'video' } },
    ],
    [
      'to a call may be cancelled',
      { scheduledCallEditMessage: { key: { id: 'CALL1' }, editType: 1 } },
      { type: 'event', calendarEvent: { cancelled: true, messageId: 'CALL1' } },
    ],
  ]);
});

describe('a text', () => {
  told([
    [
      'of Meta AI, which somebody forwarded',
      {
        botForwardedMessage: {
          message: {
            richResponseMessage: {
              messageType: 1,
              submessages: [{ messageType: 2, messageText: 'Hello there.' }],
              contextInfo: { forwardingScore: 1, isForwarded: true },
            },
          },
        },
      },
      { type: 'text', text: 'Hello there.', forwarded: true, forwardingScore: 1 },
    ],
    [
      'of Meta AI with several paragraphs, code and a table',
      {
        richResponseMessage: {
          submessages: [
            { messageType: 2, messageText: 'First paragraph.' },
            { codeMetadata: { codeBlocks: [{ codeContent: 'a = ' }, { codeContent: '1' }] } },
            { tableMetadata: { rows: [{ items: ['x', 'y'] }] } },
          ],
        },
      },
      { type: 'text', text: 'First paragraph.\na = 1\nx | y' },
    ],
    [
      'of somebody who came by an ad',
      {
        extendedTextMessage: {
          text: 'Hello! Can I get more info on this?',
          contextInfo: {
            conversionSource: 'FB_Ads',
            entryPointConversionSource: 'ctwa_ad',
            entryPointConversionApp: 'facebook',
            externalAdReply: {
              title: 'Cakes',
              body: 'Fresh every day',
              sourceType: 'ad',
              sourceId: '120000000000000001',
              sourceUrl: 'https://fb.me/EXAMPLE',
              ctwaClid: 'EXAMPLE_CLID_abc',
              sourceApp: 'facebook',
              greetingMessageBody: 'Hi!',
            },
          },
        },
      },
      {
        type: 'text',
        referral: {
          sourceType: 'ad',
          sourceId: '120000000000000001',
          sourceUrl: 'https://fb.me/EXAMPLE',
          sourceApp: 'facebook',
          headline: 'Cakes',
          body: 'Fresh every day',
          greeting: 'Hi!',
          clickId: 'EXAMPLE_CLID_abc',
          entryPoint: 'ctwa_ad',
          entryPointApp: 'facebook',
          conversionSource: 'FB_Ads',
        },
      },
    ],
    [
      'that was forwarded many times',
      {
        extendedTextMessage: {
          text: 'chain letter',
          contextInfo: { isForwarded: true, forwardingScore: 127 },
        },
      },
      { type: 'text', text: 'chain letter', forwarded: true, forwardingScore: 127 },
    ],
    [
      'that will disappear',
      {
        ephemeralMessage: {
          message: { extendedTextMessage: { text: 'psst', contextInfo: { expiration: 86_400 } } },
        },
      },
      { type: 'text', text: 'psst', expiresIn: 86_400 },
    ],
    [
      'about a status post',
      {
        extendedTextMessage: {
          text: 'nice!',
          contextInfo: {
            stanzaId: 'STATUS1',
            participant: jidOf(BOT),
            remoteJid: 'status@broadcast',
            quotedMessage: { imageMessage: { mimetype: 'image/jpeg' } },
          },
        },
      },
      { quoted: { id: 'STATUS1', participant: jidOf(BOT), type: 'image', isStatus: true } },
    ],
    [
      'about a picture without words that never came here',
      {
        extendedTextMessage: {
          text: 'look',
          contextInfo: {
            stanzaId: 'NEVERSEEN1',
            participant: jidOf(ANNA),
            quotedMessage: { imageMessage: { mimetype: 'image/jpeg' } },
          },
        },
      },
      { quoted: { id: 'NEVERSEEN1', participant: jidOf(ANNA), type: 'image' } },
    ],
    [
      'in a comment',
      {
        commentMessage: {
          message: { conversation: 'I agree' },
          targetMessageKey: { id: 'POST1', remoteJid: jidOf(BOT) },
        },
      },
      { type: 'text', text: 'I agree', parent: { id: 'POST1', kind: 'comment' } },
    ],
    [
      'that mentions everyone',
      { extendedTextMessage: { text: '@all hello', contextInfo: { nonJidMentions: 1 } } },
      { type: 'text', mentionsAll: true },
    ],
  ]);

  it('about a voice note says so', async () => {
    const voice = await ben.sends({ kind: 'audio', media: 'T2dnUw==', ptt: true, seconds: 2 });
    const answer = await ben.writes('did you hear this?', { quoted: voice });
    expect((await bot.hears(answer)).data['quoted']).toMatchObject({ id: voice, type: 'audio' });
  });

  it('in a group names those whom it mentions by their phones', async () => {
    const body = { subject: 'mentions', participants: [BOT, BEN] };
    const { jid: to } = await world.emulator.post(`/phones/${ANNA}/groups`, body);
    await bot.event('group_participants', ({ data }) => data['groupJid'] === to);
    const lids = await Promise.all(
      [BOT, BEN].map(async (number) => String((await world.emulator.get(`/phones/${number}`)).lid)),
    );
    const mentionedJid = [...lids, '99887766554433@lid'];
    const text = `${mentionedJid.map((lid) => `@${lid.split('@')[0]}`).join(' and ')} look`;
    const data = await phone.sends({ extendedTextMessage: { text, contextInfo: { mentionedJid } } }, { to });
    expect(data).toMatchObject({
      text: `@${BOT} and @${BEN} and @99887766554433 look`,
      mentions: [jidOf(BOT), jidOf(BEN), '99887766554433@lid'],
    });
    const id = String(data['id']);
    const quotedMessage = { extendedTextMessage: { text } };
    const answer = await phone.sends(
      {
        extendedTextMessage: {
          text: 'yes',
          contextInfo: { stanzaId: id, participant: lids[0], quotedMessage },
        },
      },
      { to },
    );
    expect(answer['quoted']).toEqual({
      id,
      participant: jidOf(BOT),
      type: 'text',
      text: `@${BOT} and @${BEN} and @99887766554433 look`,
    });
    const protocolMessage = {
      type: 14,
      key: { remoteJid: to, fromMe: true, id },
      editedMessage: {
        extendedTextMessage: { text: `@${lids[1]?.split('@')[0]} only`, contextInfo: { mentionedJid } },
      },
    };
    await world.emulator.post(`/phones/${ANNA}/raw`, { to, message: { protocolMessage }, edit: '1' });
    const edit = await bot.event('message_edit', (arrival) => arrival.data['messageId'] === id);
    expect(edit.data).toMatchObject({ text: `@${BEN} only` });
  });

  it('of somebody with a username tells it', async () => {
    const data = await phone.sends(
      { conversation: 'hi from a username' },
      { attributes: { username: 'anna.the.cook' } },
    );
    expect(data).toMatchObject({
      text: 'hi from a username',
      username: 'anna.the.cook',
      senderLid: expect.stringMatching(/^\d+@lid$/),
    });
    expect(await bot.knows(String(data['id']))).toMatchObject({ username: 'anna.the.cook' });
  });
});

describe('contact cards', () => {
  told([
    [
      'of old and new phones are all read',
      {
        contactsArrayMessage: {
          displayName: '3 contacts',
          contacts: [
            {
              displayName: 'João',
              vcard: [
                'BEGIN:VCARD',
                'VERSION:2.1',
                'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;Jo=C3=A3o;;;',
                'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jo=C3=A3o',
                'TEL;CELL:+55 11 98765-4321',
                'END:VCARD',
              ].join('\n'),
            },
            {
              displayName: 'Eve',
              vcard:
                'BEGIN:VCARD\nVERSION:3.0\nN:;Eve;;;\nFN:Eve\nitem1.TEL;waid=15550009999:+1 (555) 000-9999\nEND:VCARD',
            },
            { displayName: 'No number', vcard: 'BEGIN:VCARD\nFN:No number\nEMAIL:a@example.com\nEND:VCARD' },
          ],
        },
      },
      {
        type: 'contact',
        contacts: [
          { name: 'João', phones: ['5511987654321'] },
          { name: 'Eve', phones: ['15550009999'] },
          { name: 'No number', phones: [] },
        ],
      },
    ],
    [
      'of a business has its company and LID',
      {
        contactMessage: {
          displayName: 'Shop',
          vcard: [
            'BEGIN:VCARD',
            'VERSION:3.0',
            'N:;;;;',
            'FN:Shop',
            'ORG:Shop Ltd;',
            'TEL;type=CELL;type=VOICE;waid=5511987654321:+55 11 98765-4321',
            'X-WA-BIZ-NAME:Shop',
            'X-WA-LID:123456789012345@lid',
            'END:VCARD',
          ].join('\n'),
        },
      },
      {
        contacts: [
          {
            name: 'Shop',
            phones: ['5511987654321'],
            organization: 'Shop Ltd',
            lid: '123456789012345@lid',
          },
        ],
      },
    ],
  ]);
});

describe('a notice', () => {
  told([
    [
      'that somebody shows the phone number',
      { protocolMessage: { type: 11 } },
      { type: 'notice', notice: { kind: 'phone_number_shared' } },
    ],
    [
      'that a business asks for the phone number',
      { requestPhoneNumberMessage: { contextInfo: {} } },
      { type: 'notice', notice: { kind: 'phone_number_requested' } },
    ],
    [
      'that the timer of the chat changed',
      { protocolMessage: { type: 3, ephemeralExpiration: 604_800 } },
      { type: 'notice', notice: { kind: 'disappearing', enabled: true }, expiresIn: 604_800 },
    ],
    [
      'that somebody mentioned the account in a status post',
      { statusMentionMessage: { message: { protocolMessage: { type: 25, key: { id: 'STATUS2' } } } } },
      { type: 'notice', notice: { kind: 'status_mention', messageId: 'STATUS2' } },
    ],
    [
      'that earlier messages of a group were shared',
      { messageHistoryNotice: { messageHistoryMetadata: { messageCount: 25 } } },
      { type: 'notice', notice: { kind: 'history_shared', messageCount: 25 } },
    ],
    [
      'that a member has another label',
      { protocolMessage: { type: 30, memberLabel: { label: 'Cook' } } },
      { type: 'notice', text: 'Cook', notice: { kind: 'member_label' } },
    ],
  ]);
});

describe('a content that only the phone shows', () => {
  told([
    [
      'is told as masked',
      { messageContextInfo: { deviceListMetadataVersion: 2 }, placeholderMessage: { type: 0 } },
      { type: 'unknown', unavailable: 'masked' },
    ],
    [
      'is told as encrypted for somebody else',
      { encCommentMessage: { targetMessageKey: { id: 'POST2' }, encPayload: 'AAAA', encIv: 'AAAA' } },
      { type: 'unknown', unavailable: 'not_decrypted', parent: { id: 'POST2', kind: 'comment' } },
    ],
  ]);
});

describe('a content that is newer than the server', () => {
  it('is told with its number and bytes, after a restart, too', async () => {
    // A message with field 900, and text in it.
    const bytes = Buffer.concat([Buffer.of(0xa2, 0x38, 5), Buffer.from('later')]);
    const data = await phone.sendsBytes(bytes);
    const unknown = { fields: ['900'], bytes: bytes.toString('base64') };
    expect(data).toMatchObject({ type: 'unknown', unknown });
    await world.api.halt();
    await world.api.start();
    expect(await bot.knows(String(data['id']))).toEqual({ ...data, ...UNMARKED });
    await bot.reaches('connected');
  });
});

describe('a hostile message', () => {
  const many = (length: number) => Array.from({ length }, (_each, index) => index);

  told([
    [
      'with countless rows is told in part',
      { listMessage: { title: 'Menu', sections: [{ rows: many(3000).map((n) => ({ rowId: `r${n}` })) }] } },
      { type: 'interactive', omitted: { actions: 2900 } },
    ],
    [
      'with countless cards is told in part',
      { contactsArrayMessage: { contacts: many(1000).map((n) => ({ displayName: `c${n}`, vcard: '' })) } },
      { type: 'contact', omitted: { contacts: 700 } },
    ],
    [
      'with countless mentions is told in part',
      {
        extendedTextMessage: {
          text: 'all',
          contextInfo: { mentionedJid: many(2500).map((n) => `${100_000_000_000 + n}@lid`) },
        },
      },
      { text: 'all', omitted: { mentions: 500 } },
    ],
    [
      'with countless options is told in part',
      { pollCreationMessage: { name: 'Which?', options: many(300).map((n) => ({ optionName: `o${n}` })) } },
      { type: 'poll', omitted: { options: 200 } },
    ],
    [
      'with JSON without end is told without it',
      flow('flow', `${'['.repeat(30_000)}${']'.repeat(30_000)}`),
      { type: 'interactive', actions: [{ kind: 'form', name: 'flow' }] },
    ],
    [
      'with an answer without end is told in part',
      flowAnswer('flow', `{"a":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`),
      { type: 'choice', choice: { kind: 'form', raw: expect.stringMatching(/^\{"a":/) } },
    ],
    [
      'with JSON of other types is told without them',
      flow('payment_info', { payment_settings: 'x', total_amount: [1], order: 7, currency: { a: 1 } }),
      { type: 'payment', payment: { kind: 'details' } },
    ],
    [
      'with a place that is no number is told as a place',
      { locationMessage: { degreesLatitude: 'NaN', degreesLongitude: 'Infinity' } },
      { type: 'location', location: { latitude: 0, longitude: 0 } },
    ],
  ]);

  it('holds nothing up', async () => {
    await ben.writes('still there?');
  });
});
