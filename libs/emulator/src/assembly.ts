import type { BinaryNode } from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import { Directory } from './accounts/directory.js';
import { Faults } from './faults/faults.js';
import { Recipients } from './chats/recipients.js';
import { ChannelRooms } from './channels/channel-rooms.js';
import { GroupRooms } from './groups/rooms.js';
import { accountHandlers } from './protocol/iq/account.js';
import { blocklistHandlers } from './protocol/iq/blocklist.js';
import { appStateHandlers } from './protocol/iq/app-state.js';
import { channelHandlers } from './protocol/iq/channels.js';
import { deviceHandlers } from './protocol/iq/devices.js';
import { groupPictureHandlers } from './protocol/iq/group-pictures.js';
import { groupHandlers } from './protocol/iq/groups.js';
import { mediaHandlers } from './protocol/iq/media.js';
import { businessHandlers } from './protocol/iq/business.js';
import { catalogueHandlers } from './protocol/iq/catalogue.js';
import { graphHandlers } from './protocol/iq/graph.js';
import { RESTRICTION_ANSWERS } from './protocol/iq/mex.js';
import { shopAnswers } from './protocol/iq/shop.js';
import { profileHandlers } from './protocol/iq/profile.js';
import { statusHandlers } from './protocol/iq/status.js';
import { encryptHandlers } from './protocol/iq/encrypt.js';
import { IqRegistry, type IqRequest } from './protocol/iq/registry.js';
import { usyncHandlers } from './protocol/iq/usync.js';
import { Attachments } from './media/attachments.js';
import { CoverPhotos } from './media/cover-photos.js';
import { Downloads } from './media/downloads.js';
import type { MediaDirectory } from './media/media-directory.js';
import { MediaServer } from './media/media-server.js';
import { MediaStore } from './media/media-store.js';
import { UploadPass } from './media/upload-pass.js';
import { Uploads } from './media/uploads.js';
import { Blocking } from './phones/blocking.js';
import { MediaRetry } from './phones/media-retry.js';
import { Critic } from './phones/critic.js';
import { DeviceCipher } from './phones/device-cipher.js';
import { MetaAi } from './phones/meta-ai.js';
import { People } from './phones/people.js';
import { StatusFeed } from './phones/status-feed.js';
import { StatusPosts } from './phones/status-posts.js';
import { StatusReader } from './phones/status-reader.js';
import { PhoneAppState } from './phones/phone-app-state.js';
import { PhoneHistory } from './phones/phone-history.js';
import { PhoneInbox } from './phones/phone-inbox.js';
import { PhoneMedia } from './phones/phone-media.js';
import { PhonePeer } from './phones/phone-peer.js';
import { PhoneReader } from './phones/phone-reader.js';
import { PhoneSender } from './phones/phone-sender.js';
import { PhoneChats } from './phones/phone-chats.js';
import { PhoneLabels } from './phones/phone-labels.js';
import { PhoneQuickReplies } from './phones/phone-quick-replies.js';
import { PhoneSettings } from './phones/phone-settings.js';
import { PhoneStatus } from './phones/phone-status.js';
import { Pictures } from './phones/pictures.js';
import { ProductPictures } from './phones/product-pictures.js';
import { Rates } from './protocol/rates.js';
import { Calls } from './protocol/stanzas/calls.js';
import { ChannelMessages } from './protocol/stanzas/channel-messages.js';
import { Dispatch } from './protocol/stanzas/dispatch.js';
import { GroupMessages } from './protocol/stanzas/group-messages.js';
import { Messages } from './protocol/stanzas/messages.js';
import { Presences } from './protocol/stanzas/presences.js';
import { Queries } from './protocol/stanzas/queries.js';
import { ReceiptRoutes } from './protocol/stanzas/receipt-routes.js';
import { StatusMessages } from './protocol/stanzas/status-messages.js';
import { Receipts } from './chats/receipts.js';
import { ServerSettings } from './state/server-settings.js';
import type { StateFile } from './state/state-file.js';
import { nowSeconds } from './wire/ids.js';
import { issueNoiseIdentity, type NoiseIdentity, stolenIdentity } from './trust/noise-identity.js';
import { Bundles } from './routing/bundles.js';
import { Connection, streamError } from './routing/connection.js';
import { Connections } from './routing/connections.js';
import { Delivery } from './routing/delivery.js';
import type { ErrorLog } from './reports/error-log.js';
import { Linking } from './linking/linking.js';
import { Pairing } from './linking/pairing.js';
import { Reception } from './linking/reception.js';
import { Complaints } from './reports/complaints.js';
import { Stats } from './reports/stats.js';
import { type TrustRoot, trustRoot } from './trust/trust-root.js';
import { Unhandled } from './reports/unhandled.js';

/** Everything between the connections of clients and the control API, wired together. */
export class WhatsAppServer {
  readonly stats = new Stats();
  readonly unhandled = new Unhandled();
  readonly complaints = new Complaints();
  readonly faults = new Faults();
  readonly behaviour: ServerSettings;
  readonly connections = new Connections();
  readonly trust: TrustRoot;
  readonly directory: Directory;
  readonly delivery: Delivery;
  readonly linking: Linking;
  readonly pairing: Pairing;
  readonly presences: Presences;
  readonly people: People;
  readonly metaAi: MetaAi;
  readonly posts: StatusPosts;
  readonly feed = new StatusFeed();
  readonly phoneStatus: PhoneStatus;
  readonly mediaServer: MediaServer;
  readonly phoneMedia: PhoneMedia;
  readonly attachments: Attachments;
  readonly calls: Calls;
  readonly history: PhoneHistory;
  readonly pictures: Pictures;
  readonly productPictures: ProductPictures;
  readonly blocking: Blocking;
  readonly settings: PhoneSettings;
  readonly labels: PhoneLabels;
  readonly quickReplies: PhoneQuickReplies;
  readonly phoneChats: PhoneChats;
  readonly groups: GroupRooms;
  readonly channels: ChannelRooms;
  private readonly identity: NoiseIdentity;
  private readonly reception: Reception;
  private readonly dispatch: Dispatch;

  constructor(
    stateFile: StateFile,
    readonly errors: ErrorLog,
    media: MediaDirectory,
  ) {
    this.behaviour = new ServerSettings(stateFile);
    this.trust = trustRoot(stateFile);
    this.identity = issueNoiseIdentity(this.trust.noise, nowSeconds());
    this.directory = new Directory(stateFile, this.behaviour);
    this.delivery = new Delivery(this.connections, this.faults, this.stats);
    this.linking = new Linking(this.directory, this.connections, this.delivery, this.faults);
    this.pairing = new Pairing(this.linking, this.faults, this.unhandled);
    this.presences = new Presences(this.directory, this.delivery);
    this.reception = new Reception(this.directory, this.connections, this.pairing, this.faults, this.stats);

    const { directory, delivery, faults, stats, unhandled } = this;
    const store = new MediaStore(stateFile, media);
    const passes = new UploadPass();
    const covers = new CoverPhotos();
    const uploads = new Uploads(store, passes, faults, covers);
    const downloads = new Downloads(store, faults);
    this.attachments = new Attachments(media);
    this.mediaServer = new MediaServer(this.trust.tls, stateFile, uploads, downloads, unhandled, errors);
    this.phoneMedia = new PhoneMedia(store, () => this.mediaServer.host, errors);

    this.groups = new GroupRooms(stateFile, directory, delivery, faults, store, () => this.mediaServer.host);
    this.channels = new ChannelRooms(stateFile, directory, delivery, store);
    const bundles = new Bundles(delivery);
    const { groups } = this.groups;
    const recipients = new Recipients(directory, groups);
    const receipts = new Receipts(groups, delivery, this.behaviour);
    const inbox = new PhoneInbox(directory, stats, this.phoneMedia, new Critic(this.complaints));
    const sender = new PhoneSender(directory, recipients, bundles, delivery, receipts, inbox, faults, stats);
    const mediaRetry = new MediaRetry(recipients, delivery, this.phoneMedia, faults);
    this.history = new PhoneHistory(directory, recipients, sender);
    const peer = new PhonePeer(directory, recipients, sender, this.history, unhandled, faults, (account) =>
      this.settings.publishName(account),
    );
    const reader = new PhoneReader(receipts, inbox, peer, faults, stats);
    this.posts = new StatusPosts(new DeviceCipher(bundles), delivery, receipts, this.feed);
    this.people = new People(directory, recipients, sender, receipts, this.phoneMedia);
    this.metaAi = new MetaAi(this.people, recipients, delivery);
    this.calls = new Calls(stateFile, directory, delivery, unhandled, faults);
    this.pictures = new Pictures(store, () => this.mediaServer.host, directory, delivery);
    this.blocking = new Blocking(delivery);
    this.productPictures = new ProductPictures(store, () => this.mediaServer.host);
    const appState = new PhoneAppState(stateFile, directory, errors, delivery);
    this.settings = new PhoneSettings(directory, appState);
    this.labels = new PhoneLabels(appState);
    this.quickReplies = new PhoneQuickReplies(appState);
    this.phoneChats = new PhoneChats(appState);
    this.phoneStatus = new PhoneStatus(directory, appState);

    const registry = new IqRegistry()
      .add(...encryptHandlers(directory, bundles, faults))
      .add(...usyncHandlers(directory, unhandled))
      .add(...appStateHandlers(delivery, appState))
      .add(...accountHandlers())
      .add(...blocklistHandlers(directory, this.blocking))
      .add(...groupHandlers(this.groups))
      .add(...groupPictureHandlers(this.groups))
      .add(...graphHandlers({ ...RESTRICTION_ANSWERS, ...shopAnswers(directory, this.productPictures) }))
      .add(...catalogueHandlers(this.productPictures))
      .add(...channelHandlers(this.channels))
      .add(...profileHandlers(directory, this.pictures))
      .add(...statusHandlers(directory))
      .add(...businessHandlers(directory, covers, store, () => this.mediaServer.host))
      .add(...mediaHandlers(this.mediaServer, passes))
      .add(...deviceHandlers(directory, delivery, this.linking, peer, (request) => this.activated(request)));
    const messages = new Messages(directory, this.connections, delivery, reader, faults, unhandled, errors);
    messages.add(new GroupMessages(directory, groups, delivery, reader, faults, this.complaints, errors));
    messages.add(
      new StatusMessages(directory, delivery, new StatusReader(receipts, this.feed, faults), errors),
    );
    messages.addPublisher(new ChannelMessages(this.channels));
    this.dispatch = new Dispatch(
      new Queries(registry, directory, new Rates(this.behaviour), faults, unhandled, errors),
      messages,
      new ReceiptRoutes(directory, receipts, sender, mediaRetry, stats, unhandled, this.feed),
      this.presences,
      delivery,
      unhandled,
    );
    this.dispatch.add('call', (connection, login, node) => this.calls.handle(connection, login, node));
  }

  /** Accepts the WebSocket of a client. */
  accept(socket: WebSocket): void {
    const connection: Connection = new Connection(
      socket,
      this.faults.take('forged-server') ? stolenIdentity(this.identity) : this.identity,
      {
        authenticated: (proof) => this.reception.admit(connection, proof),
        stanza: (node) => this.stanza(connection, node),
        failed: (error) => this.errors.client(error),
        closed: () => this.closed(connection),
      },
      this.stats,
      () => this.behaviour.current.latency,
    );
    this.connections.add(connection);
  }

  private async stanza(connection: Connection, node: BinaryNode): Promise<void> {
    this.stats.stanzasIn++;
    const { login } = connection;
    if (!login) {
      this.pairing.stanza(connection, node);
      return;
    }
    const linked = login.account.companions.get(login.companion.number) === login.companion;
    if (!linked) return;
    try {
      await this.dispatch.handle(connection, login, node);
    } catch (error) {
      this.errors.report(error, node.tag);
    }
  }

  private closed(connection: Connection): void {
    connection.active = false;
    this.connections.remove(connection);
    this.pairing.closed(connection);
    const account = connection.login?.account;
    if (account?.available && this.connections.of(account).length === 0)
      this.presences.announce(account, 'unavailable');
  }

  /** Repeats stream faults at the logins that they ask for. */
  private activated({ connection, login }: IqRequest): void {
    const occasion = { phone: login.account.phone };
    const failing = this.faults.take('stream-error', occasion);
    const ending = failing ? undefined : this.faults.take('stream-end', occasion);
    if (failing) connection.end(streamError(failing.code ?? 500));
    else if (ending) connection.end(streamError(428));
  }
}
