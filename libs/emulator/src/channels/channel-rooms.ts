import type { Directory } from '../accounts/directory.js';
import type { MediaStore } from '../media/media-store.js';
import type { Delivery } from '../routing/delivery.js';
import type { StateFile } from '../state/state-file.js';
import { Channels } from './channels.js';
import { ChannelManagement } from './management.js';
import { ChannelNotices } from './notices.js';
import { ChannelPosts } from './posts.js';

/** The channels and all operations on them, wired together. */
export class ChannelRooms {
  readonly channels: Channels;
  readonly management: ChannelManagement;
  readonly posts: ChannelPosts;

  constructor(
    stateFile: StateFile,
    readonly directory: Directory,
    delivery: Delivery,
    store: MediaStore,
  ) {
    this.channels = new Channels(stateFile);
    this.management = new ChannelManagement(this.channels, directory, new ChannelNotices(delivery), store);
    this.posts = new ChannelPosts(directory, delivery);
  }
}
