/** A button or row that a business offers. */
export class MessageAction {
  /**
   * What it does. `reply` and `row` (of a list) are answered with their `id`; `url`, `call` and `copy` (a code) act on the
   * phone; `form` opens a form; `location`, `address` and `phone_number` ask for these; `product`, `catalog` and `payment`
   * open these. `other`: see `name`.
   */
  kind:
    | 'reply'
    | 'row'
    | 'url'
    | 'call'
    | 'copy'
    | 'form'
    | 'location'
    | 'address'
    | 'phone_number'
    | 'product'
    | 'catalog'
    | 'payment'
    | 'other';
  /** Id that the answer repeats; of a product, its id. */
  id?: string;
  /** Text of the button or row. */
  label?: string;
  /** Second line of a row. */
  description?: string;
  /** Title of the section of a list to which the row belongs. */
  section?: string;
  /** Address that the button opens. */
  url?: string;
  /** Phone number that the button calls, as the sender wrote it. */
  phone?: string;
  /** Code that the button copies. */
  code?: string;
  /** WhatsApp's name for this kind of button, if the sender gave one. */
  name?: string;
  /** Parameters of the button, if they contain more than the fields above. The sender chooses their form. */
  data?: object;
}

/** The answer to a list, a button, a menu, a form or an event. */
export class MessageChoice {
  /**
   * What was answered. `template_button`: a button of a template. `event`: an event in the calendar, which `parent` names;
   * who changes the answer sends another one. `other`: see `name`.
   */
  kind: 'list' | 'button' | 'template_button' | 'menu' | 'form' | 'event' | 'other';
  /** Id of the chosen row or button; of a form, its token; of an event, `going`, `not_going` or `maybe`. */
  id?: string;
  /** Text of the chosen row or button. */
  label?: string;
  /** Second line of the chosen row. */
  description?: string;
  /** How many guests somebody brings to an event. */
  guests?: number;
  /** WhatsApp's name for the answered button, if the sender gave one. */
  name?: string;
  /** All values of the answer, such as the fields of a form. The form determines their names. */
  data?: object;
  /** The answer as it was sent, if it is not an object in JSON of a reasonable size; at most 4096 characters. */
  raw?: string;
}

/** One item of an order. */
export class OrderItem {
  /** Id of the product. */
  id?: string;
  /** Name of the product. */
  name?: string;
  /** How many. */
  quantity?: number;
  /** Price of one, in units of the currency. */
  price?: number;
}

/** An order, or a cart from the catalog. */
export class OrderInfo {
  /** Id of the order. */
  id?: string;
  /** Token with which WhatsApp shows the details of the order. */
  token?: string;
  /** Title, usually the name of the shop. */
  title?: string;
  /** State of the order, such as `inquiry`, `accepted`, `declined`, `pending` or `shipped`. */
  status?: string;
  /** How many different items. */
  itemCount?: number;
  /** The items, if the message lists them. */
  items?: OrderItem[];
  /** Sum in units of the currency. */
  total?: number;
  /** Currency (ISO 4217). */
  currency?: string;
  /** JID of the shop. */
  seller?: string;
}

/** A product or a catalog. */
export class ProductInfo {
  /** Id of the product at WhatsApp; absent for a catalog. */
  id?: string;
  /** The shop's own id of the product. */
  retailerId?: string;
  /** Name of the product or catalog. */
  title?: string;
  /** Description. */
  description?: string;
  /** Price in units of the currency. */
  price?: number;
  /** Reduced price in units of the currency. */
  salePrice?: number;
  /** Currency (ISO 4217). */
  currency?: string;
  /** Page of the product. */
  url?: string;
  /** JID of the shop. */
  seller?: string;
  /** How many pictures the product has. `media` is the first of them. */
  imageCount?: number;
}

/** A way to pay. */
export class PaymentMethod {
  /** Kind as WhatsApp calls it, such as `pix_static_code`, `pix_dynamic_code`, `boleto` or `payment_link`. */
  type: string;
  /** Key to pay to, such as a Pix key. */
  key?: string;
  /** Kind of the key, such as `EMAIL`, `PHONE` or `CPF`. */
  keyType?: string;
  /** Name of the receiver. */
  merchant?: string;
  /** Code to pay with. */
  code?: string;
  /** Page to pay on. */
  url?: string;
}

/** A payment, or a request for one. */
export class PaymentInfo {
  /**
   * `request`: somebody asks for money; `sent`: somebody paid; `declined`, `cancelled`: what became of a request; `invite`:
   * an invitation to set up payments; `invoice`; `details`: how to pay an amount, such as by Pix; `status`: what became of a
   * payment.
   */
  kind: 'request' | 'sent' | 'declined' | 'cancelled' | 'invite' | 'invoice' | 'details' | 'status';
  /** Amount in units of the currency. */
  amount?: number;
  /** Currency (ISO 4217). */
  currency?: string;
  /** The sender's own reference. */
  referenceId?: string;
  /** Id of the message that requested the payment. */
  requestId?: string;
  /** State of the payment, as the sender calls it. */
  status?: string;
  /** JID of the person who is asked to pay. */
  payer?: string;
  /** When a request or invitation expires, in milliseconds since 1970. */
  expiresAt?: number;
  /** Token of an invoice. */
  token?: string;
  /** Ways to pay. */
  methods?: PaymentMethod[];
}

/** An invitation to a group or community. */
export class GroupInvite {
  /** JID of the group. */
  groupJid: string;
  /** Code with which the receiver can join. It is valid for the receiver only. */
  code?: string;
  /** When the invitation expires, in milliseconds since 1970. */
  expiresAt?: number;
  /** Name of the group. */
  name?: string;
  /** Whether it is a community. */
  community?: boolean;
}

/** An invitation to a channel. */
export class ChannelInvite {
  /** JID of the channel. */
  channelJid: string;
  /** Name of the channel. */
  name?: string;
  /** As what somebody is invited. */
  role: 'admin' | 'follower';
  /** When the invitation expires, in milliseconds since 1970. */
  expiresAt?: number;
}

/** Where an event takes place. */
export class EventPlace {
  /** Name of the place. */
  name?: string;
  /** Address of the place. */
  address?: string;
  /** Latitude in degrees. Absent if the event names the place only. */
  latitude?: number;
  /** Longitude in degrees. Absent if the event names the place only. */
  longitude?: number;
}

/** An event in the calendar, or a scheduled call. */
export class CalendarEvent {
  /** Name of the event. */
  name?: string;
  /** Description. */
  description?: string;
  /** When it starts, in milliseconds since 1970. */
  startsAt?: number;
  /** When it ends, in milliseconds since 1970. */
  endsAt?: number;
  /** Where it takes place. */
  location?: EventPlace;
  /** Link to join the call. */
  joinLink?: string;
  /** Whether it was cancelled. */
  cancelled: boolean;
  /** Kind of call, if the event is one. */
  call?: 'voice' | 'video';
  /** Whether people may bring guests. */
  guestsAllowed?: boolean;
  /** Id of the message that created the event, if this one changes it. */
  messageId?: string;
}

/** A notice of WhatsApp in the chat, that nobody wrote. */
export class MessageNotice {
  /**
   * `phone_number_shared`: the sender now shows you the phone number; `phone_number_requested`: a business asks for yours;
   * `disappearing`: the timer of the chat changed, see `expiresIn`; `status_mention`: the sender mentioned you in a status
   * post; `status_reaction`, `status_reshared`: what somebody did with a status post; `history_shared`: somebody shared the
   * earlier messages of the group; `limit_sharing`: what others may do with the messages of the chat changed;
   * `member_label`: somebody changed the own label in the group, see `text`; `welcome_requested`: somebody opened the chat
   * and expects a greeting; `live_broadcast`: somebody broadcasts live; `reminder`: a reminder is due; `thread_control`:
   * another bot of the business took over or handed back the chat; `chat_shared`: somebody shared a chat.
   */
  kind:
    | 'phone_number_shared'
    | 'phone_number_requested'
    | 'disappearing'
    | 'status_mention'
    | 'status_reaction'
    | 'status_reshared'
    | 'history_shared'
    | 'limit_sharing'
    | 'member_label'
    | 'welcome_requested'
    | 'live_broadcast'
    | 'reminder'
    | 'thread_control'
    | 'chat_shared';
  /** Whether a setting is now on. */
  enabled?: boolean;
  /** How many messages were shared. */
  messageCount?: number;
  /** Id of the message that the notice is about. */
  messageId?: string;
}

/** How somebody came to the chat, such as by an ad. */
export class Referral {
  /** Where it began, such as `ad` or `post`. */
  sourceType?: string;
  /** Id of the ad or post. */
  sourceId?: string;
  /** Page of the ad or post. */
  sourceUrl?: string;
  /** App of the ad, such as `facebook` or `instagram`. */
  sourceApp?: string;
  /** Headline of the ad. */
  headline?: string;
  /** Text of the ad. */
  body?: string;
  /** Picture or video of the ad. */
  mediaUrl?: string;
  /** Greeting that the ad showed. */
  greeting?: string;
  /** Id of the click (`ctwa_clid`), for reporting conversions. */
  clickId?: string;
  /** Reference that the advertiser chose. */
  ref?: string;
  /** How the chat was opened, such as `ctwa_ad`, `click_to_chat_link` or `global_search_new_chat`. */
  entryPoint?: string;
  /** App in which that happened. */
  entryPointApp?: string;
  /** Source of the conversion, such as `FB_Ads`. */
  conversionSource?: string;
  /** `utm_source` of the link. */
  utmSource?: string;
  /** `utm_campaign` of the link. */
  utmCampaign?: string;
}

/** The message to which this one belongs. */
export class ParentMessage {
  /** Id of that message. */
  id: string;
  /**
   * How: `album`: one of several files that were sent together; `hd`: a better version of that file; `motion_photo`: its
   * moving part; `event`: picture of an event, or an answer to it; `poll`: picture of a poll; `comment`: a comment on it; `status`: about a
   * status post.
   */
  kind: 'album' | 'hd' | 'motion_photo' | 'event' | 'poll' | 'comment' | 'status' | 'other';
}

/** A content that this version of the server does not know. */
export class UnknownContent {
  /** Names of WhatsApp's fields (`proto.Message`), or their numbers if even these are new. */
  fields: string[];
  /** The content in base64: a `proto.Message`. Absent if it has more than 64 KiB. */
  bytes?: string;
}

/** How many entries were left out of long lists, and how much of a long text. */
export class OmittedEntries {
  /** Of `actions`: the first 100 are shown. */
  actions?: number;
  /** Of `attachments`: the first 100 are shown. */
  attachments?: number;
  /** Of `contacts`: the first 300 are shown. */
  contacts?: number;
  /** Of `mentions`: the first 2000 are shown. */
  mentions?: number;
  /** Of the options of `poll`: the first 100 are shown. */
  options?: number;
  /** Of the items of `order`: the first 100 are shown. */
  items?: number;
  /**
   * Of texts: of `text` and `caption`, the first 131,072 characters each are shown (apps let people write 65,536), of contact
   * cards the first 1,048,576 together, and of everything else the first 262,144 together.
   */
  characters?: number;
}
