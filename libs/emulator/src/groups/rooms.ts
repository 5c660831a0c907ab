import type { Directory } from '../accounts/directory.js';
import type { Faults } from '../faults/faults.js';
import type { MediaStore } from '../media/media-store.js';
import type { Delivery } from '../routing/delivery.js';
import type { StateFile } from '../state/state-file.js';
import { Communities } from './communities.js';
import { Groups } from './groups.js';
import { GroupJoining } from './joining.js';
import { GroupMembership } from './membership.js';
import { GroupNotices } from './notices.js';
import { GroupPictures } from './pictures.js';
import { GroupSettings } from './settings.js';

/** The groups and all operations on them, wired together. */
export class GroupRooms {
  readonly groups: Groups;
  readonly membership: GroupMembership;
  readonly settings: GroupSettings;
  readonly joining: GroupJoining;
  readonly communities: Communities;
  readonly pictures: GroupPictures;

  /** @param mediaHost host and port of the media server */
  constructor(
    stateFile: StateFile,
    readonly directory: Directory,
    delivery: Delivery,
    faults: Faults,
    store: MediaStore,
    mediaHost: () => string,
  ) {
    const notices = new GroupNotices(directory, delivery);
    this.groups = new Groups(stateFile);
    this.membership = new GroupMembership(this.groups, directory, notices, faults);
    this.settings = new GroupSettings(directory, notices);
    this.joining = new GroupJoining(this.groups, this.membership, notices);
    this.communities = new Communities(this.groups, directory, this.membership, notices);
    this.pictures = new GroupPictures(store, mediaHost, notices);
  }
}
