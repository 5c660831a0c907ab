// This file is generated from openapi.json by `npm run client`.

import type { CallOptions, Caller, KeyedOptions } from '../caller.js';
import * as api from './sdk.gen.js';
import type * as types from './types.gen.js';

/** Messages of an instance. */
export class MessagesApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Send a text message
   */
  sendText(body: types.SendTextData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendText({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send an image
   *
   * Accepts JPEG and PNG. To upload the file itself, use `sendImageUpload`.
   */
  sendImage(body: types.SendImageData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendImage({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send an image (file upload)
   *
   * Accepts JPEG and PNG. Does what `sendImage` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  sendImageUpload(body: types.SendImageUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendImageUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a video
   *
   * Accepts MP4 and 3GP, with H.264 video and AAC audio; with `convert`, other videos and GIFs. `ptv` sends a video note. To upload the file itself, use `sendVideoUpload`.
   */
  sendVideo(body: types.SendVideoData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendVideo({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a video (file upload)
   *
   * Accepts MP4 and 3GP, with H.264 video and AAC audio; with `convert`, other videos and GIFs. `ptv` sends a video note. Does what `sendVideo` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  sendVideoUpload(body: types.SendVideoUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendVideoUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send audio or a voice note
   *
   * Accepts Ogg with Opus, MP3, M4A, AAC, AMR and WAV; with `convert`, other recordings. A voice note (`ptt`) must be Ogg with Opus, or be converted. To upload the file itself, use `sendAudioUpload`.
   */
  sendAudio(body: types.SendAudioData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendAudio({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send audio or a voice note (file upload)
   *
   * Accepts Ogg with Opus, MP3, M4A, AAC, AMR and WAV; with `convert`, other recordings. A voice note (`ptt`) must be Ogg with Opus, or be converted. Does what `sendAudio` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  sendAudioUpload(body: types.SendAudioUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendAudioUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a document
   *
   * Accepts any type of file. To upload the file itself, use `sendDocumentUpload`.
   */
  sendDocument(body: types.SendDocumentData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendDocument({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a document (file upload)
   *
   * Accepts any type of file. Does what `sendDocument` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  sendDocumentUpload(body: types.SendDocumentUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendDocumentUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a sticker
   *
   * Accepts WebP. The picture should be 512 by 512 pixels. To upload the file itself, use `sendStickerUpload`.
   */
  sendSticker(body: types.SendStickerData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendSticker({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a sticker (file upload)
   *
   * Accepts WebP. The picture should be 512 by 512 pixels. Does what `sendSticker` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  sendStickerUpload(body: types.SendStickerUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendStickerUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a location
   */
  sendLocation(body: types.SendLocationData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendLocation({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send contact cards
   */
  sendContact(body: types.SendContactData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendContact({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a poll
   *
   * Votes arrive as `poll_vote` events.
   */
  sendPoll(body: types.SendPollData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendPoll({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send an album
   *
   * Sends several pictures and videos, which phones show together. Each is a message of its own, with its own id and its own result. All files are received before the first is sent. The answer is an error only if none of them could be sent. To upload the file itself, use `sendAlbumUpload`.
   */
  sendAlbum(body: types.SendAlbumData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendAlbum({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send an album (file upload)
   *
   * Sends several pictures and videos, which phones show together. Each is a message of its own, with its own id and its own result. All files are received before the first is sent. The answer is an error only if none of them could be sent. Does what `sendAlbum` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  sendAlbumUpload(body: types.SendAlbumUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendAlbumUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a calendar event
   *
   * Answers arrive as `message` events with a `choice` of the kind `event`. With `call`, the server has WhatsApp make a link when the request arrives, also if the message is scheduled, so the instance must be connected then.
   */
  sendEvent(body: types.SendEventData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendEvent({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send somebody an invitation to a group
   *
   * For people whom the account may not add: the result of adding them has `invitation`, which only they can use. To invite anybody, send the link of `GET groups/{groupJid}/invite` as a text.
   */
  sendGroupInvite(body: types.SendGroupInviteData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendGroupInvite({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a product of a catalog
   *
   * Sends a product as a card with its first picture. The product is read when the request arrives, also if the message is scheduled, so the instance must be connected then.
   */
  sendProduct(body: types.SendProductData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.sendProduct({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Search messages
   *
   * Messages of all chats that meet all conditions, without those that were deleted. Without a condition, all messages are listed.
   */
  searchMessages(query?: types.SearchMessagesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.searchMessages({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.messages, options);
  }

  /**
   * Get a message
   *
   * For a message that the instance sent, `status` reports how far it got.
   */
  getMessage(messageId: string, query?: types.GetMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.getMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * Edit a message
   *
   * Changes the text of one of the instance's own messages, or the caption of a file, within 15 minutes of sending it.
   */
  editMessage(messageId: string, body: types.EditMessageData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.editMessage({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Delete a message
   *
   * By default, deletes a message for everyone in its chat: one of the instance's own or, in a group that the account administers, anyone's. `scope=me` deletes any message, but only on the account's own devices.
   */
  deleteMessage(messageId: string, query?: types.DeleteMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.deleteMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * React to a message
   *
   * Sets the reaction of the account to a message, or removes it.
   */
  reactToMessage(messageId: string, body: types.ReactToMessageData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.reactToMessage({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Vote in a poll
   *
   * Sets the vote of the account in a poll, its own or somebody else's. If the account has no secret of the poll, for example because the poll is older than the link of the instance, the answer is 409.
   */
  voteInPoll(messageId: string, body: types.VoteInPollData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.voteInPoll({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Change or cancel a calendar event
   *
   * Changes one of the instance's own events. What the request does not name stays as it is.
   */
  changeEvent(messageId: string, body: types.ChangeEventData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.changeEvent({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Answer a calendar event
   *
   * Says whether the account takes part in an event. A later answer replaces an earlier one.
   */
  answerEvent(messageId: string, body: types.AnswerEventData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.answerEvent({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Star a message
   *
   * Stars a message on all devices of the account. Others do not see the star.
   */
  starMessage(messageId: string, query?: types.StarMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.starMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * Remove the star of a message
   */
  unstarMessage(messageId: string, query?: types.UnstarMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.unstarMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * Pin a message for everyone
   *
   * Pins any message for everyone in its chat, or changes how long it stays pinned. WhatsApp's apps show three pinned messages of a chat. In a group whose settings only admins may change, only admins can pin: otherwise the answer is 409 `CONFLICT`.
   */
  pinMessage(messageId: string, body?: types.PinMessageData['body'], query?: types.PinMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.pinMessage({ ...base, path: { ...this.path, messageId }, body, query }), options);
  }

  /**
   * Remove the pin of a message
   */
  unpinMessage(messageId: string, query?: types.UnpinMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.unpinMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * Keep a disappearing message for everyone
   *
   * Keeps a message that would disappear, for everyone in its chat. The answer is 409 `CONFLICT` if the message does not disappear or already has, if its sender does not allow to keep it, or in a group whose settings only admins may change if the account is not one.
   */
  keepMessage(messageId: string, query?: types.KeepMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.keepMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * No longer keep a disappearing message
   *
   * If the message is the account's own, nobody can keep it any longer.
   */
  unkeepMessage(messageId: string, query?: types.UnkeepMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.unkeepMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * List who has received and read a message
   *
   * Works for the instance's own messages only. Receipts are kept as long as the message.
   */
  listReceipts(messageId: string, query?: types.ListReceiptsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listReceipts({ ...base, path: { ...this.path, messageId }, query: { ...query, cursor } }), (page) => page.receipts, options);
  }

  /**
   * Forward a message
   *
   * Forwards a message to one or more recipients. The answer is an error only if it could not be sent to any of them. With `sendAt`, the message is forwarded in its state at that time, and not at all if it was deleted by then.
   */
  forwardMessage(messageId: string, body: types.ForwardMessageData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.forwardMessage({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Download the file of a message
   *
   * Works for messages that the instance received or sent. If WhatsApp no longer has the file, the server asks the account's phone to upload it again, which requires a connection.
   */
  getMessageMedia(messageId: string, query?: types.GetMessageMediaData['query'], options?: CallOptions) {
    return this.caller.raw((base) => api.getMessageMedia({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * Make a link to the file of a message
   *
   * The link works without an API key until it ends: for a browser, for example. Keep it secret.
   */
  createMediaLink(messageId: string, body?: types.CreateMediaLinkData['body'], query?: types.CreateMediaLinkData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.createMediaLink({ ...base, path: { ...this.path, messageId }, body, query }), options);
  }

  /**
   * Mark a message as read
   *
   * Works for other people's messages only.
   */
  readMessage(messageId: string, query?: types.ReadMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.readMessage({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * List scheduled messages
   *
   * Lists messages that are to be sent later or, with `state`, those that were sent, failed or were cancelled. The latter are kept for `MESSAGE_RETENTION_DAYS`.
   */
  listScheduled(query?: types.ListScheduledData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listScheduled({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.messages, options);
  }

  /**
   * Get a scheduled message
   */
  getScheduled(messageId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getScheduled({ ...base, path: { ...this.path, messageId } }), options);
  }

  /**
   * Cancel a scheduled message
   *
   * If the message is no longer scheduled, for example because it was sent, the answer is 409.
   */
  cancelScheduled(messageId: string, options?: CallOptions) {
    return this.caller.data((base) => api.cancelScheduled({ ...base, path: { ...this.path, messageId } }), options);
  }
}

/** Chats of an instance. */
export class ChatsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * List chats
   *
   * Chats with people and groups, those from before the device was linked included. Several conditions must all be met.
   */
  listChats(query?: types.ListChatsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listChats({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.chats, options);
  }

  /**
   * Archive, pin, mute a chat, mark it as unread, or let its messages disappear
   *
   * Changes the chat on all devices of the account; `expiresIn` changes it for everyone in it, and comes first. The fields are changed one after the other: if the answer is an error, its `details.outcome` is `unknown` if some of them may have been changed.
   */
  updateChat(jid: string, body: types.UpdateChatData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateChat({ ...base, path: { ...this.path, jid }, body }), options);
  }

  /**
   * Delete a chat
   *
   * Deletes the chat with its messages on the account's own devices and on this server. Others keep theirs.
   */
  deleteChat(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.deleteChat({ ...base, path: { ...this.path, jid } }), options);
  }

  /**
   * Remove the messages of a chat
   *
   * Removes all messages up to now on the account's own devices and on this server. Others keep theirs.
   */
  clearChat(jid: string, body?: types.ClearChatData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.clearChat({ ...base, path: { ...this.path, jid }, body }), options);
  }

  /**
   * Ask the phone for older messages of a chat
   *
   * Asks the phone of the account for messages that this server does not have. It answers when it is online: the event `history` reports it, and the list of messages has them then. Messages older than `MESSAGE_RETENTION_DAYS` are not stored.
   */
  askChatHistory(jid: string, body?: types.AskChatHistoryData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.askChatHistory({ ...base, path: { ...this.path, jid }, body }), options);
  }

  /**
   * List the messages of a chat
   *
   * Messages are kept for `MESSAGE_RETENTION_DAYS`. The list is empty if the chat is unknown or has no messages. Messages that were deleted are listed only without conditions other than times.
   */
  listMessages(jid: string, query?: types.ListMessagesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listMessages({ ...base, path: { ...this.path, jid }, query: { ...query, cursor } }), (page) => page.messages, options);
  }
}

/** Presence of an instance. */
export class PresenceApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Show the account as online or offline
   *
   * The setting survives reconnects. While the account is online, its phone shows no notifications. WhatsApp confirms nothing.
   */
  setPresence(body: types.SetPresenceData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setPresence({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Show that the account is typing
   *
   * WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.
   */
  startTyping(to: string, options?: CallOptions) {
    return this.caller.data((base) => api.startTyping({ ...base, path: { ...this.path, to } }), options);
  }

  /**
   * Show that the account is recording
   *
   * WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.
   */
  startRecording(to: string, options?: CallOptions) {
    return this.caller.data((base) => api.startRecording({ ...base, path: { ...this.path, to } }), options);
  }

  /**
   * Stop showing that the account is typing or recording
   *
   * WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.
   */
  stopTyping(to: string, options?: CallOptions) {
    return this.caller.data((base) => api.stopTyping({ ...base, path: { ...this.path, to } }), options);
  }

  /**
   * Subscribe to somebody's presence
   *
   * `presence` events report it, as far as the privacy settings of the person allow. The subscription survives reconnects.
   */
  subscribePresence(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.subscribePresence({ ...base, path: { ...this.path, jid } }), options);
  }
}

/** Contacts of an instance. */
export class ContactsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Check whether a phone number is on WhatsApp
   */
  checkContact(body: types.CheckContactData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.checkContact({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Check which phone numbers are on WhatsApp
   */
  checkContacts(body: types.CheckContactsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.checkContacts({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List contacts
   *
   * Lists the people in the account's address book, and everyone who has written to the account or in one of its groups.
   */
  listContacts(query?: types.ListContactsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listContacts({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.contacts, options);
  }

  /**
   * Save a contact
   *
   * Saves a contact in the address book of the account's phone. An existing contact gets the new name.
   */
  saveContact(body: types.SaveContactData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.saveContact({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Get a contact
   *
   * Looks up anyone on WhatsApp, whether or not the instance knows them.
   */
  getContact(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.getContact({ ...base, path: { ...this.path, jid } }), options);
  }

  /**
   * Remove a contact
   *
   * Removes a contact from the address book of the account's phone.
   */
  removeContact(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeContact({ ...base, path: { ...this.path, jid } }), options);
  }

  /**
   * Get a contact's profile picture
   *
   * If there is no picture to show, the answer is 404 `CONTACT_NOT_FOUND`. Its `details.reason` is `no_picture` if the contact has none, or `hidden` if they hide it from the account.
   */
  getContactPicture(jid: string, query?: types.GetContactPictureData['query'], options?: CallOptions) {
    return this.caller.raw((base) => api.getContactPicture({ ...base, path: { ...this.path, jid }, query }), options);
  }

  /**
   * Find the LIDs of phone numbers, and the phone numbers of LIDs
   *
   * Uses what the instance already knows, and asks WhatsApp about the other phone numbers. WhatsApp does not report the phone number of a LID: it becomes known when the person writes, or is in a group with the account. A connection is needed only if WhatsApp has to be asked.
   */
  resolveAddresses(body: types.ResolveAddressesData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.resolveAddresses({ ...base, path: { ...this.path }, body }), options);
  }
}

/** Calls of an instance. */
export class CallsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Make a link to a call
   *
   * Makes a link with which anybody on WhatsApp can join a call. The account itself takes no part in it.
   */
  createCallLink(body: types.CreateCallLinkData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.createCallLink({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Reject a call
   *
   * Rejects a call that rings. It stops on all devices of the account, and the event `call` reports it. A call that no longer rings is 409 `CONFLICT`. To reject all calls, see `rejectCalls` of `PATCH` of the instance.
   */
  rejectCall(callId: string, options?: CallOptions) {
    return this.caller.data((base) => api.rejectCall({ ...base, path: { ...this.path, callId } }), options);
  }
}

/** Labels of an instance. */
export class LabelsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * List labels
   *
   * Lists all labels of the account, in the order of their ids.
   */
  listLabels(options?: CallOptions) {
    return this.caller.data((base) => api.listLabels({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Create a label
   *
   * Creates a label on all devices of the account. WhatsApp supports 20 labels; another one is 409 `CONFLICT`. Only the WhatsApp Business app shows labels.
   */
  createLabel(body: types.CreateLabelData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createLabel({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Get a label
   */
  getLabel(labelId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getLabel({ ...base, path: { ...this.path, labelId } }), options);
  }

  /**
   * Change the name or color of a label
   */
  updateLabel(labelId: string, body: types.UpdateLabelData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateLabel({ ...base, path: { ...this.path, labelId }, body }), options);
  }

  /**
   * Delete a label
   *
   * Takes the label off all chats and messages, too.
   */
  deleteLabel(labelId: string, options?: CallOptions) {
    return this.caller.data((base) => api.deleteLabel({ ...base, path: { ...this.path, labelId } }), options);
  }

  /**
   * List the chats that have a label
   */
  listLabelChats(labelId: string, query?: types.ListLabelChatsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listLabelChats({ ...base, path: { ...this.path, labelId }, query: { ...query, cursor } }), (page) => page.chats, options);
  }

  /**
   * Put a label on a chat
   */
  labelChat(labelId: string, jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.labelChat({ ...base, path: { ...this.path, labelId, jid } }), options);
  }

  /**
   * Take a label off a chat
   */
  unlabelChat(labelId: string, jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.unlabelChat({ ...base, path: { ...this.path, labelId, jid } }), options);
  }

  /**
   * List the messages that have a label
   *
   * A message that is not kept is listed with its ids only.
   */
  listLabelMessages(labelId: string, query?: types.ListLabelMessagesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listLabelMessages({ ...base, path: { ...this.path, labelId }, query: { ...query, cursor } }), (page) => page.messages, options);
  }

  /**
   * Put a label on a message
   */
  labelMessage(labelId: string, messageId: string, query?: types.LabelMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.labelMessage({ ...base, path: { ...this.path, labelId, messageId }, query }), options);
  }

  /**
   * Take a label off a message
   */
  unlabelMessage(labelId: string, messageId: string, query?: types.UnlabelMessageData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.unlabelMessage({ ...base, path: { ...this.path, labelId, messageId }, query }), options);
  }
}

/** Groups of an instance. */
export class GroupsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Create a group
   *
   * Creates a group with everyone who can be added. `results` reports who could not be added, and why. If none of the participants is on WhatsApp, no group is created and the answer is 404 `CONTACT_NOT_FOUND`.
   */
  createGroup(body: types.CreateGroupData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createGroup({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List the groups that the account is in
   */
  listGroups(options?: CallOptions) {
    return this.caller.data((base) => api.listGroups({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Look up a group by its invite code
   *
   * Shows which group an invite link leads to, without joining it.
   */
  getGroupByInvite(inviteCode: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGroupByInvite({ ...base, path: { ...this.path, inviteCode } }), options);
  }

  /**
   * Join a group by its invite code
   */
  joinGroup(inviteCode: string, options?: CallOptions) {
    return this.caller.data((base) => api.joinGroup({ ...base, path: { ...this.path, inviteCode } }), options);
  }

  /**
   * Get a group
   */
  getGroup(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGroup({ ...base, path: { ...this.path, groupJid } }), options);
  }

  /**
   * Change the name, description or settings of a group
   *
   * Makes the changes one after the other, in the order of the fields below. If one fails, `details.changed` of the error names those that were made before.
   */
  updateGroup(groupJid: string, body: types.UpdateGroupData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateGroup({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Leave a group
   */
  leaveGroup(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.leaveGroup({ ...base, path: { ...this.path, groupJid } }), options);
  }

  /**
   * List the members of a group
   */
  listGroupParticipants(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.listGroupParticipants({ ...base, path: { ...this.path, groupJid } }), options);
  }

  /**
   * Add people to a group
   */
  addGroupParticipants(groupJid: string, body: types.AddGroupParticipantsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.addGroupParticipants({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Remove people from a group
   *
   * Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.
   */
  removeGroupParticipants(groupJid: string, body?: types.RemoveGroupParticipantsData['body'], query?: types.RemoveGroupParticipantsData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.removeGroupParticipants({ ...base, path: { ...this.path, groupJid }, body, query }), options);
  }

  /**
   * Promote members of a group to admins
   */
  promoteGroupParticipants(groupJid: string, body: types.PromoteGroupParticipantsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.promoteGroupParticipants({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Demote admins of a group
   *
   * Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.
   */
  demoteGroupParticipants(groupJid: string, body?: types.DemoteGroupParticipantsData['body'], query?: types.DemoteGroupParticipantsData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.demoteGroupParticipants({ ...base, path: { ...this.path, groupJid }, body, query }), options);
  }

  /**
   * Set the account's own label in a group
   *
   * A label is what a member calls their role in the group. The members learn it by a message that apps do not show in the chat.
   */
  setGroupLabel(groupJid: string, body: types.SetGroupLabelData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setGroupLabel({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * List the requests to join a group
   *
   * Who waits for an admin to let them in. Only admins of the group may ask for the list.
   */
  listGroupJoinRequests(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.listGroupJoinRequests({ ...base, path: { ...this.path, groupJid } }), options);
  }

  /**
   * Let people into a group who asked to join
   */
  approveGroupJoinRequests(groupJid: string, body: types.ApproveGroupJoinRequestsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.approveGroupJoinRequests({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Reject requests to join a group
   */
  rejectGroupJoinRequests(groupJid: string, body: types.RejectGroupJoinRequestsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.rejectGroupJoinRequests({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Look up a group by an invitation for the account
   *
   * Shows which group an invitation that came as a message leads to, without joining it. If it has expired, the answer is 404 `GROUP_NOT_FOUND` with `expired_invitation` in `details.reason`.
   */
  getGroupByInvitation(groupJid: string, body: types.GetGroupByInvitationData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.getGroupByInvitation({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Join a group by an invitation for the account
   *
   * For an invitation that came as a message (`groupInvite` of a `message` event). For a link, use `POST groups/join/{inviteCode}`. If the invitation has expired, the answer is 404 `GROUP_NOT_FOUND` with `expired_invitation` in `details.reason`.
   */
  acceptGroupInvitation(groupJid: string, body: types.AcceptGroupInvitationData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.acceptGroupInvitation({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Withdraw invitations for people
   *
   * The people can no longer join by an invitation that was sent to them. Only admins can do this.
   */
  withdrawGroupInvitations(groupJid: string, body: types.WithdrawGroupInvitationsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.withdrawGroupInvitations({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Set the picture of a group
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `setGroupPictureUpload`.
   */
  setGroupPicture(groupJid: string, body: types.SetGroupPictureData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setGroupPicture({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Get the picture of a group
   *
   * If the group has no picture, the answer is 404 `GROUP_NOT_FOUND` with the `details.reason` `no_picture`.
   */
  getGroupPicture(groupJid: string, query?: types.GetGroupPictureData['query'], options?: CallOptions) {
    return this.caller.raw((base) => api.getGroupPicture({ ...base, path: { ...this.path, groupJid }, query }), options);
  }

  /**
   * Remove the picture of a group
   */
  removeGroupPicture(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeGroupPicture({ ...base, path: { ...this.path, groupJid } }), options);
  }

  /**
   * Set the picture of a group (file upload)
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `setGroupPicture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  setGroupPictureUpload(groupJid: string, body: types.SetGroupPictureUploadData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setGroupPictureUpload({ ...base, path: { ...this.path, groupJid }, body }), options);
  }

  /**
   * Get the invite link of a group
   */
  getGroupInviteLink(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGroupInviteLink({ ...base, path: { ...this.path, groupJid } }), options);
  }

  /**
   * Revoke the invite link of a group
   *
   * Replaces the invite link with a new one. The previous link no longer works.
   */
  revokeGroupInviteLink(groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.revokeGroupInviteLink({ ...base, path: { ...this.path, groupJid } }), options);
  }
}

/** Communities of an instance. */
export class CommunitiesApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Create a community
   *
   * WhatsApp makes the group for the announcements of the community, too.
   */
  createCommunity(body: types.CreateCommunityData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createCommunity({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List the communities that the account is in
   */
  listCommunities(options?: CallOptions) {
    return this.caller.data((base) => api.listCommunities({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Look up a community by its invite code
   *
   * Shows which community an invite link leads to, without joining it.
   */
  getCommunityByInvite(inviteCode: string, options?: CallOptions) {
    return this.caller.data((base) => api.getCommunityByInvite({ ...base, path: { ...this.path, inviteCode } }), options);
  }

  /**
   * Join a community by its invite code
   */
  joinCommunity(inviteCode: string, options?: CallOptions) {
    return this.caller.data((base) => api.joinCommunity({ ...base, path: { ...this.path, inviteCode } }), options);
  }

  /**
   * Get a community
   */
  getCommunity(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.getCommunity({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Change the name, description or settings of a community
   *
   * Makes the changes one after the other, in the order of the fields below. If one fails, `details.changed` of the error names those that were made before.
   */
  updateCommunity(communityJid: string, body: types.UpdateCommunityData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateCommunity({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Leave a community
   *
   * The account leaves all groups of the community, too.
   */
  leaveCommunity(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.leaveCommunity({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Deactivate a community
   *
   * Ends the community for everybody, which cannot be undone. Its groups stay as ordinary groups, except that for announcements. Only admins of the community can do this.
   */
  deactivateCommunity(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.deactivateCommunity({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Set the picture of a community
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `setCommunityPictureUpload`.
   */
  setCommunityPicture(communityJid: string, body: types.SetCommunityPictureData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setCommunityPicture({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Remove the picture of a community
   */
  removeCommunityPicture(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeCommunityPicture({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Set the picture of a community (file upload)
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `setCommunityPicture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  setCommunityPictureUpload(communityJid: string, body: types.SetCommunityPictureUploadData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setCommunityPictureUpload({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Get the invite link of a community
   */
  getCommunityInviteLink(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.getCommunityInviteLink({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Revoke the invite link of a community
   *
   * Replaces the invite link with a new one. The previous link no longer works.
   */
  revokeCommunityInviteLink(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.revokeCommunityInviteLink({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * List the groups of a community
   *
   * Also shows groups that the account is not in.
   */
  listCommunityGroups(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.listCommunityGroups({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Create a group in a community
   *
   * Creates the group with everyone who can be added; it may be empty except for the account. `results` reports who could not be added, and why.
   */
  createCommunityGroup(communityJid: string, body: types.CreateCommunityGroupData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createCommunityGroup({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Put groups into a community
   *
   * The members of the groups join the community. The account must be an admin of the groups.
   */
  linkCommunityGroups(communityJid: string, body: types.LinkCommunityGroupsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.linkCommunityGroups({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Take groups out of a community
   *
   * The groups stay, as ordinary groups.
   */
  unlinkCommunityGroups(communityJid: string, body: types.UnlinkCommunityGroupsData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.unlinkCommunityGroups({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Join a group of a community
   *
   * For groups of a community that the account is in. No invite link is needed.
   */
  joinCommunityGroup(communityJid: string, groupJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.joinCommunityGroup({ ...base, path: { ...this.path, communityJid, groupJid } }), options);
  }

  /**
   * List the members of a community
   */
  listCommunityMembers(communityJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.listCommunityMembers({ ...base, path: { ...this.path, communityJid } }), options);
  }

  /**
   * Add people to a community
   *
   * They get into the group for announcements.
   */
  addCommunityMembers(communityJid: string, body: types.AddCommunityMembersData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.addCommunityMembers({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Remove people from a community
   *
   * They are removed from all groups of the community, too. Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.
   */
  removeCommunityMembers(communityJid: string, body?: types.RemoveCommunityMembersData['body'], query?: types.RemoveCommunityMembersData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.removeCommunityMembers({ ...base, path: { ...this.path, communityJid }, body, query }), options);
  }

  /**
   * Promote members of a community to admins
   */
  promoteCommunityMembers(communityJid: string, body: types.PromoteCommunityMembersData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.promoteCommunityMembers({ ...base, path: { ...this.path, communityJid }, body }), options);
  }

  /**
   * Demote admins of a community
   *
   * Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.
   */
  demoteCommunityMembers(communityJid: string, body?: types.DemoteCommunityMembersData['body'], query?: types.DemoteCommunityMembersData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.demoteCommunityMembers({ ...base, path: { ...this.path, communityJid }, body, query }), options);
  }
}

/** Channels of an instance. */
export class ChannelsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Create a channel
   *
   * The account becomes the owner of the channel.
   */
  createChannel(body: types.CreateChannelData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createChannel({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List the channels that the account follows
   *
   * Channels that the account owns or administrates are among them: see `role`.
   */
  listChannels(options?: CallOptions) {
    return this.caller.data((base) => api.listChannels({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Look up a channel by its invite code
   *
   * Shows which channel an invite link leads to, without following it.
   */
  getChannelByInvite(inviteCode: string, options?: CallOptions) {
    return this.caller.data((base) => api.getChannelByInvite({ ...base, path: { ...this.path, inviteCode } }), options);
  }

  /**
   * Get a channel
   */
  getChannel(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.getChannel({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Change the name or description of a channel
   */
  updateChannel(channelJid: string, body: types.UpdateChannelData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateChannel({ ...base, path: { ...this.path, channelJid }, body }), options);
  }

  /**
   * Delete a channel
   *
   * Deletes the channel for everyone. Only its owner may do this, and it cannot be undone.
   */
  deleteChannel(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.deleteChannel({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Follow a channel
   */
  followChannel(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.followChannel({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Unfollow a channel
   */
  unfollowChannel(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.unfollowChannel({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Mute a channel
   *
   * Turns notifications about posts off, on all devices of the account. The event `channel_post` still comes.
   */
  muteChannel(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.muteChannel({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Unmute a channel
   */
  unmuteChannel(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.unmuteChannel({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Set the picture of a channel
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `setChannelPictureUpload`.
   */
  setChannelPicture(channelJid: string, body: types.SetChannelPictureData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setChannelPicture({ ...base, path: { ...this.path, channelJid }, body }), options);
  }

  /**
   * Remove the picture of a channel
   */
  removeChannelPicture(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeChannelPicture({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Set the picture of a channel (file upload)
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `setChannelPicture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  setChannelPictureUpload(channelJid: string, body: types.SetChannelPictureUploadData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setChannelPictureUpload({ ...base, path: { ...this.path, channelJid }, body }), options);
  }

  /**
   * List the posts of a channel
   *
   * The posts come from WhatsApp's server with its counts. The account need not follow the channel.
   */
  listChannelPosts(channelJid: string, query?: types.ListChannelPostsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listChannelPosts({ ...base, path: { ...this.path, channelJid }, query: { ...query, cursor } }), (page) => page.posts, options);
  }

  /**
   * React to a post of a channel
   *
   * Sets the reaction of the account to a post, or removes it.
   */
  reactToChannelPost(channelJid: string, serverId: string, body: types.ReactToChannelPostData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.reactToChannelPost({ ...base, path: { ...this.path, channelJid, serverId }, body }), options);
  }

  /**
   * Vote in a poll of a channel
   *
   * Sets the vote of the account, which is anonymous. The account must follow the channel.
   */
  voteInChannelPoll(channelJid: string, serverId: string, body: types.VoteInChannelPollData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.voteInChannelPoll({ ...base, path: { ...this.path, channelJid, serverId }, body }), options);
  }

  /**
   * Download the file of a post of a channel
   */
  getChannelPostMedia(channelJid: string, serverId: string, options?: CallOptions) {
    return this.caller.raw((base) => api.getChannelPostMedia({ ...base, path: { ...this.path, channelJid, serverId } }), options);
  }

  /**
   * Count the admins of a channel
   *
   * Only admins of the channel may ask for this.
   */
  countChannelAdmins(channelJid: string, options?: CallOptions) {
    return this.caller.data((base) => api.countChannelAdmins({ ...base, path: { ...this.path, channelJid } }), options);
  }

  /**
   * Invite somebody to be an admin of a channel
   *
   * Only the owner may do this. Sends the person a message by which they accept the invitation. If the invitation was made but the message could not be sent, `details.invited` of the error is true.
   */
  inviteChannelAdmin(channelJid: string, body: types.InviteChannelAdminData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.inviteChannelAdmin({ ...base, path: { ...this.path, channelJid }, body }), options);
  }

  /**
   * Demote an admin of a channel
   *
   * Only the owner may do this. The person stays a follower of the channel.
   */
  demoteChannelAdmin(channelJid: string, person: string, options?: CallOptions) {
    return this.caller.data((base) => api.demoteChannelAdmin({ ...base, path: { ...this.path, channelJid, person } }), options);
  }

  /**
   * Revoke the invitation of an admin
   */
  revokeChannelInvitation(channelJid: string, person: string, options?: CallOptions) {
    return this.caller.data((base) => api.revokeChannelInvitation({ ...base, path: { ...this.path, channelJid, person } }), options);
  }

  /**
   * Make an admin the owner of a channel
   *
   * Only the owner may do this, and stays an admin. It cannot be undone from here.
   */
  changeChannelOwner(channelJid: string, body: types.ChangeChannelOwnerData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.changeChannelOwner({ ...base, path: { ...this.path, channelJid }, body }), options);
  }
}

/** Status of an instance. */
export class StatusApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Post a text to the status
   */
  postTextStatus(body: types.PostTextStatusData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postTextStatus({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Post an image to the status
   *
   * Accepts JPEG and PNG. To upload the file itself, use `postImageStatusUpload`.
   */
  postImageStatus(body: types.PostImageStatusData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postImageStatus({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Post an image to the status (file upload)
   *
   * Accepts JPEG and PNG. Does what `postImageStatus` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  postImageStatusUpload(body: types.PostImageStatusUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postImageStatusUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Post a video to the status
   *
   * Accepts MP4 and 3GP, with H.264 video and AAC audio. To upload the file itself, use `postVideoStatusUpload`.
   */
  postVideoStatus(body: types.PostVideoStatusData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postVideoStatus({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Post a video to the status (file upload)
   *
   * Accepts MP4 and 3GP, with H.264 video and AAC audio. Does what `postVideoStatus` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  postVideoStatusUpload(body: types.PostVideoStatusUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postVideoStatusUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Post a voice note to the status
   *
   * Accepts Ogg with Opus: phones cannot play any other voice note. To upload the file itself, use `postVoiceStatusUpload`.
   */
  postVoiceStatus(body: types.PostVoiceStatusData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postVoiceStatus({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Post a voice note to the status (file upload)
   *
   * Accepts Ogg with Opus: phones cannot play any other voice note. Does what `postVoiceStatus` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  postVoiceStatusUpload(body: types.PostVoiceStatusUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.postVoiceStatusUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List the status posts of the account
   *
   * Posts of the last 24 hours that were not deleted, from the API, the phone and other linked devices.
   */
  listStatusPosts(query?: types.ListStatusPostsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listStatusPosts({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.posts, options);
  }

  /**
   * Delete a status post of the account
   *
   * Deletes the post for everyone who got it. Who got a post of the phone or of another linked device is unknown: such a post is deleted for those who would get a post now.
   */
  deleteStatusPost(messageId: string, options?: CallOptions) {
    return this.caller.data((base) => api.deleteStatusPost({ ...base, path: { ...this.path, messageId } }), options);
  }

  /**
   * List who viewed a status post of the account
   *
   * People who do not send read receipts are missing: WhatsApp does not report that they viewed it.
   */
  listStatusViewers(messageId: string, query?: types.ListStatusViewersData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listStatusViewers({ ...base, path: { ...this.path, messageId }, query: { ...query, cursor } }), (page) => page.viewers, options);
  }

  /**
   * List the status posts of others
   *
   * Posts of the last 24 hours that arrived and were not deleted.
   */
  listContactStatusPosts(query?: types.ListContactStatusPostsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listContactStatusPosts({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.posts, options);
  }

  /**
   * Download the file of a status post
   *
   * Does not mark the post as viewed. If WhatsApp no longer has the file, the server asks the account's phone to upload it again, which requires a connection.
   */
  getContactStatusMedia(messageId: string, query?: types.GetContactStatusMediaData['query'], options?: CallOptions) {
    return this.caller.raw((base) => api.getContactStatusMedia({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * Mark a status post of somebody else as viewed
   */
  viewStatusPost(messageId: string, query?: types.ViewStatusPostData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.viewStatusPost({ ...base, path: { ...this.path, messageId }, query }), options);
  }

  /**
   * React to a status post of somebody else
   *
   * Sets the reaction of the account to a post, or removes it. Only the author of the post gets it.
   */
  reactToStatusPost(messageId: string, body: types.ReactToStatusPostData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.reactToStatusPost({ ...base, path: { ...this.path, messageId }, body }), options);
  }

  /**
   * Mute the status posts of somebody
   *
   * On all devices of the account. The posts still arrive, and so does the event `status_post`; `muted` marks them in the list.
   */
  muteStatusPosts(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.muteStatusPosts({ ...base, path: { ...this.path, jid } }), options);
  }

  /**
   * Unmute the status posts of somebody
   */
  unmuteStatusPosts(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.unmuteStatusPosts({ ...base, path: { ...this.path, jid } }), options);
  }
}

/** Profile of an instance. */
export class ProfileApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Get the account's own profile
   */
  getProfile(options?: CallOptions) {
    return this.caller.data((base) => api.getProfile({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Set the profile picture
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `setProfilePictureUpload`.
   */
  setProfilePicture(body: types.SetProfilePictureData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setProfilePicture({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Remove the profile picture
   */
  removeProfilePicture(options?: CallOptions) {
    return this.caller.data((base) => api.removeProfilePicture({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Set the profile picture (file upload)
   *
   * Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `setProfilePicture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  setProfilePictureUpload(body: types.SetProfilePictureUploadData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setProfilePictureUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Set the profile name
   *
   * Sets the name that others see. All devices of the account share it, the phone included.
   */
  setProfileName(body: types.SetProfileNameData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setProfileName({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Set the about text
   */
  setProfileStatus(body: types.SetProfileStatusData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setProfileStatus({ ...base, path: { ...this.path }, body }), options);
  }
}

/** Privacy of an instance. */
export class PrivacyApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Get the privacy settings
   */
  getPrivacy(options?: CallOptions) {
    return this.caller.data((base) => api.getPrivacy({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Change privacy settings
   *
   * Changes the given settings one after the other, each with a request of its own. WhatsApp can refuse one of them and accept the others. If it does not answer, the remaining settings stay as they are: they are `failed` with the outcome `not_sent`.
   */
  updatePrivacy(body: types.UpdatePrivacyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updatePrivacy({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List the people whom the account has blocked
   */
  getBlocklist(options?: CallOptions) {
    return this.caller.data((base) => api.getBlocklist({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Block somebody
   *
   * Messages and calls of a blocked person do not arrive, and are not delivered later either.
   */
  blockContact(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.blockContact({ ...base, path: { ...this.path, jid } }), options);
  }

  /**
   * Unblock somebody
   */
  unblockContact(jid: string, options?: CallOptions) {
    return this.caller.data((base) => api.unblockContact({ ...base, path: { ...this.path, jid } }), options);
  }
}

/** Business of an instance. */
export class BusinessApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Get the account's own business profile
   *
   * If the account is not a business account, the answer is 409 `CONFLICT`.
   */
  getBusinessProfile(options?: CallOptions) {
    return this.caller.data((base) => api.getBusinessProfile({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Change the account's own business profile
   *
   * Fields that you omit stay as they are. If the account is not a business account, the answer is 409 `CONFLICT`.
   */
  updateBusinessProfile(body: types.UpdateBusinessProfileData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateBusinessProfile({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Set the cover photo of the business profile
   *
   * Accepts JPEG and PNG, which the server converts to JPEG of at most 1600 pixels per side. If the account is not a business account, the answer is 409 `CONFLICT`. To upload the file itself, use `setBusinessCoverUpload`.
   */
  setBusinessCover(body: types.SetBusinessCoverData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setBusinessCover({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Remove the cover photo of the business profile
   */
  removeBusinessCover(options?: CallOptions) {
    return this.caller.data((base) => api.removeBusinessCover({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Set the cover photo of the business profile (file upload)
   *
   * Accepts JPEG and PNG, which the server converts to JPEG of at most 1600 pixels per side. If the account is not a business account, the answer is 409 `CONFLICT`. Does what `setBusinessCover` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  setBusinessCoverUpload(body: types.SetBusinessCoverUploadData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.setBusinessCoverUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List quick replies
   *
   * Lists all quick replies of the account, sorted by shortcut.
   */
  listQuickReplies(options?: CallOptions) {
    return this.caller.data((base) => api.listQuickReplies({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Create a quick reply
   *
   * Creates a quick reply on all devices of the account. WhatsApp supports 50; another one, or one with a shortcut that is in use, is 409 `CONFLICT`. Only the WhatsApp Business app shows quick replies.
   */
  createQuickReply(body: types.CreateQuickReplyData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createQuickReply({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Get a quick reply
   */
  getQuickReply(quickReplyId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getQuickReply({ ...base, path: { ...this.path, quickReplyId } }), options);
  }

  /**
   * Change a quick reply
   *
   * A shortcut that another quick reply has is 409 `CONFLICT`.
   */
  updateQuickReply(quickReplyId: string, body: types.UpdateQuickReplyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateQuickReply({ ...base, path: { ...this.path, quickReplyId }, body }), options);
  }

  /**
   * Delete a quick reply
   */
  deleteQuickReply(quickReplyId: string, options?: CallOptions) {
    return this.caller.data((base) => api.deleteQuickReply({ ...base, path: { ...this.path, quickReplyId } }), options);
  }
}

/** Catalog of an instance. */
export class CatalogApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * List the products of a business
   *
   * Lists the catalog of any business. In its own catalog, the account also sees hidden products, and those that WhatsApp is reviewing.
   */
  listProducts(query?: types.ListProductsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listProducts({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.products, options);
  }

  /**
   * Create a product
   *
   * Adds a product to the account's own catalog, with the file as its first picture: JPEG or PNG, which the server converts to JPEG of at most 1600 pixels per side. The account must be a business account. WhatsApp reviews a product before customers see it. WhatsApp does not tell when a product was made: if an answer was lost, a repeated request with the same idempotency key makes the product if the catalog has none with this name and code, and is otherwise 504 with their ids in `details.productIds`. To upload the file itself, use `createProductUpload`.
   */
  createProduct(body: types.CreateProductData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createProduct({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Delete several products
   *
   * Removes up to 20 products from the account's own catalog, each with a request of its own. Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.
   */
  deleteProducts(body?: types.DeleteProductsData['body'], query?: types.DeleteProductsData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.deleteProducts({ ...base, path: { ...this.path }, body, query }), options);
  }

  /**
   * Create a product (file upload)
   *
   * Adds a product to the account's own catalog, with the file as its first picture: JPEG or PNG, which the server converts to JPEG of at most 1600 pixels per side. The account must be a business account. WhatsApp reviews a product before customers see it. WhatsApp does not tell when a product was made: if an answer was lost, a repeated request with the same idempotency key makes the product if the catalog has none with this name and code, and is otherwise 504 with their ids in `details.productIds`. Does what `createProduct` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  createProductUpload(body: types.CreateProductUploadData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createProductUpload({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Get a product
   */
  getProduct(productId: string, query?: types.GetProductData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.getProduct({ ...base, path: { ...this.path, productId }, query }), options);
  }

  /**
   * Change, hide or show a product
   *
   * Changes a product of the account's own catalog. Fields that are absent stay as they are, and so do the pictures. WhatsApp can only replace a whole product: the server reads it first, and changes that it makes itself to one product wait for each other. A change that another device makes at the same moment can be undone.
   */
  updateProduct(productId: string, body: types.UpdateProductData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateProduct({ ...base, path: { ...this.path, productId }, body }), options);
  }

  /**
   * Delete a product
   *
   * Removes a product from the account's own catalog.
   */
  deleteProduct(productId: string, options?: CallOptions) {
    return this.caller.data((base) => api.deleteProduct({ ...base, path: { ...this.path, productId } }), options);
  }

  /**
   * Add a picture to a product
   *
   * Adds a JPEG or PNG after the other pictures. A product can have ten. A repeated request adds the picture again: after a lost answer, look at the product first. To upload the file itself, use `addProductPictureUpload`.
   */
  addProductPicture(productId: string, body: types.AddProductPictureData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.addProductPicture({ ...base, path: { ...this.path, productId }, body }), options);
  }

  /**
   * Add a picture to a product (file upload)
   *
   * Adds a JPEG or PNG after the other pictures. A product can have ten. A repeated request adds the picture again: after a lost answer, look at the product first. Does what `addProductPicture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.
   */
  addProductPictureUpload(productId: string, body: types.AddProductPictureUploadData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.addProductPictureUpload({ ...base, path: { ...this.path, productId }, body }), options);
  }

  /**
   * Remove a picture of a product
   *
   * A product keeps at least one picture: to replace the only one, add another one first.
   */
  removeProductPicture(productId: string, pictureId: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeProductPicture({ ...base, path: { ...this.path, productId, pictureId } }), options);
  }

  /**
   * List the collections of a business
   */
  listCollections(query?: types.ListCollectionsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listCollections({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.collections, options);
  }

  /**
   * List the products of a collection
   */
  listCollectionProducts(collectionId: string, query?: types.ListCollectionProductsData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listCollectionProducts({ ...base, path: { ...this.path, collectionId }, query: { ...query, cursor } }), (page) => page.products, options);
  }

  /**
   * Get an order
   *
   * Lists what somebody ordered. The `message` event that brings an order has its id and its token, as `order.id` and `order.token`.
   */
  getOrder(orderId: string, query: types.GetOrderData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.getOrder({ ...base, path: { ...this.path, orderId }, query }), options);
  }
}

/** Webhooks of an instance. */
export class WebhooksApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Get the webhook configuration
   */
  getWebhook(options?: CallOptions) {
    return this.caller.data((base) => api.getWebhook({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Change the webhook configuration
   *
   * Fields that are absent do not change. A new URL also applies to deliveries that are waiting.
   */
  updateWebhook(body: types.UpdateWebhookData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateWebhook({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Send a test event
   *
   * Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has.
   */
  testWebhook(body?: types.TestWebhookData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.testWebhook({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Get the state of an instance's endpoint
   *
   * Reports the state, the numbers of deliveries, the success rate, the latency and the last error.
   */
  getWebhookStatus(options?: CallOptions) {
    return this.caller.data((base) => api.getWebhookStatus({ ...base, path: { ...this.path } }), options);
  }

  /**
   * List deliveries to an instance's endpoint
   */
  listDeliveries(query?: types.ListDeliveriesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listDeliveries({ ...base, path: { ...this.path }, query: { ...query, cursor } }), (page) => page.deliveries, options);
  }

  /**
   * Get a delivery to an instance's endpoint
   */
  getDelivery(deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getDelivery({ ...base, path: { ...this.path, deliveryId } }), options);
  }

  /**
   * Replay a delivery to an instance's endpoint
   *
   * Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.
   */
  redeliver(deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.redeliver({ ...base, path: { ...this.path, deliveryId } }), options);
  }

  /**
   * Replay deliveries to an instance's endpoint
   *
   * Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dryRun` only counts them.
   */
  replayDeliveries(body?: types.ReplayDeliveriesData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.replayDeliveries({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Pause deliveries to an instance's endpoint
   *
   * New events wait until you resume deliveries.
   */
  pauseWebhook(options?: CallOptions) {
    return this.caller.data((base) => api.pauseWebhook({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Resume deliveries to an instance's endpoint
   *
   * Everything that waits becomes due immediately. An endpoint that is held becomes active.
   */
  resumeWebhook(options?: CallOptions) {
    return this.caller.data((base) => api.resumeWebhook({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Create a webhook endpoint
   *
   * The answer contains the secret: it is not shown again. The request takes no idempotency key, because the answer must not be kept: if it is lost, remove the endpoint, or rotate its secret.
   */
  createEndpoint(body: types.CreateEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.createEndpoint({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * List the webhook endpoints of an instance
   */
  listEndpoints(options?: CallOptions) {
    return this.caller.data((base) => api.listEndpoints({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Get a webhook endpoint
   */
  getEndpoint(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.getEndpoint({ ...base, path: { ...this.path, endpointName } }), options);
  }

  /**
   * Change a webhook endpoint
   *
   * Fields that are absent do not change. A new URL also applies to deliveries that are waiting; new events and a new filter apply to events from now on.
   */
  updateEndpoint(endpointName: string, body: types.UpdateEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateEndpoint({ ...base, path: { ...this.path, endpointName }, body }), options);
  }

  /**
   * Remove a webhook endpoint
   *
   * Its deliveries are removed, too, those that wait included. `default` cannot be removed.
   */
  removeEndpoint(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeEndpoint({ ...base, path: { ...this.path, endpointName } }), options);
  }

  /**
   * Give a webhook endpoint a new secret
   *
   * The answer contains the new secret: it is not shown again. Until `graceSeconds` have passed, `webhook-signature` also has a signature with the secret until now; `X-Miaw-Signature` uses the new one at once.
   */
  rotateEndpointSecret(endpointName: string, body?: types.RotateEndpointSecretData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.rotateEndpointSecret({ ...base, path: { ...this.path, endpointName }, body }), options);
  }

  /**
   * Send a test event to a webhook endpoint
   *
   * Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has.
   */
  testEndpoint(endpointName: string, body?: types.TestEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.testEndpoint({ ...base, path: { ...this.path, endpointName }, body }), options);
  }

  /**
   * Get the state of a webhook endpoint
   *
   * Reports the state, the numbers of deliveries, the success rate, the latency and the last error.
   */
  getEndpointStatus(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.getEndpointStatus({ ...base, path: { ...this.path, endpointName } }), options);
  }

  /**
   * List deliveries to a webhook endpoint
   */
  listEndpointDeliveries(endpointName: string, query?: types.ListEndpointDeliveriesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listEndpointDeliveries({ ...base, path: { ...this.path, endpointName }, query: { ...query, cursor } }), (page) => page.deliveries, options);
  }

  /**
   * Get a delivery to a webhook endpoint
   */
  getEndpointDelivery(endpointName: string, deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getEndpointDelivery({ ...base, path: { ...this.path, endpointName, deliveryId } }), options);
  }

  /**
   * Replay a delivery to a webhook endpoint
   *
   * Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.
   */
  redeliverEndpoint(endpointName: string, deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.redeliverEndpoint({ ...base, path: { ...this.path, endpointName, deliveryId } }), options);
  }

  /**
   * Replay deliveries to a webhook endpoint
   *
   * Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dryRun` only counts them.
   */
  replayEndpointDeliveries(endpointName: string, body?: types.ReplayEndpointDeliveriesData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.replayEndpointDeliveries({ ...base, path: { ...this.path, endpointName }, body }), options);
  }

  /**
   * Pause deliveries to a webhook endpoint
   *
   * New events wait until you resume deliveries.
   */
  pauseEndpoint(endpointName: string, body?: types.PauseEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.pauseEndpoint({ ...base, path: { ...this.path, endpointName }, body }), options);
  }

  /**
   * Resume deliveries to a webhook endpoint
   *
   * Everything that waits becomes due immediately. An endpoint that is held becomes active.
   */
  resumeEndpoint(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.resumeEndpoint({ ...base, path: { ...this.path, endpointName } }), options);
  }
}

/** Events of an instance. */
export class EventsApi {
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
  }

  /**
   * Read the event log
   *
   * Returns the events of the instance in order, whether or not a webhook wants them. They are kept for `WEBHOOK_RETENTION_DAYS`. `qr`, `pairing_code` and `passkey` are shown only to keys that have `instances:connect`, too.
   */
  listEvents(query?: types.ListEventsData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.listEvents({ ...base, path: { ...this.path }, query }), options);
  }
}

/** Instances of the server. */
export class ServerInstancesApi {
  constructor(
    protected readonly caller: Caller,
  ) {
  }

  /**
   * Create an instance
   *
   * Creates an instance for one WhatsApp account. It is not connected until you call `POST connect`. With a `webhookUrl`, the key needs `webhooks:write`, too; a key for some instances can create those alone. At most `MAX_INSTANCES` instances may exist: 409 `CONFLICT`.
   */
  createInstance(body: types.CreateInstanceData['body'], options?: KeyedOptions) {
    return this.caller.keyed((base) => api.createInstance({ ...base, body }), options);
  }

  /**
   * List all instances
   *
   * Instances that the key is not for are left out. `metadata` selects instances by what you noted about them.
   */
  listInstances(query?: types.ListInstancesData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.listInstances({ ...base, query }), options);
  }
}

/** Webhooks of the server. */
export class ServerWebhooksApi {
  constructor(
    protected readonly caller: Caller,
  ) {
  }

  /**
   * Get the state of the global endpoint
   *
   * Reports the state, the numbers of deliveries, the success rate, the latency and the last error.
   */
  getGlobalWebhookStatus(options?: CallOptions) {
    return this.caller.data((base) => api.getGlobalWebhookStatus({ ...base }), options);
  }

  /**
   * List deliveries to the global endpoint
   */
  listGlobalDeliveries(query?: types.ListGlobalDeliveriesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listGlobalDeliveries({ ...base, query: { ...query, cursor } }), (page) => page.deliveries, options);
  }

  /**
   * Get a delivery to the global endpoint
   */
  getGlobalDelivery(deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGlobalDelivery({ ...base, path: { deliveryId } }), options);
  }

  /**
   * Replay a delivery to the global endpoint
   *
   * Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.
   */
  redeliverGlobal(deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.redeliverGlobal({ ...base, path: { deliveryId } }), options);
  }

  /**
   * Replay deliveries to the global endpoint
   *
   * Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dryRun` only counts them.
   */
  replayGlobalDeliveries(body?: types.ReplayGlobalDeliveriesData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.replayGlobalDeliveries({ ...base, body }), options);
  }

  /**
   * Pause deliveries to the global endpoint
   *
   * New events wait until you resume deliveries.
   */
  pauseGlobalWebhook(options?: CallOptions) {
    return this.caller.data((base) => api.pauseGlobalWebhook({ ...base }), options);
  }

  /**
   * Resume deliveries to the global endpoint
   *
   * Everything that waits becomes due immediately. An endpoint that is held becomes active.
   */
  resumeGlobalWebhook(options?: CallOptions) {
    return this.caller.data((base) => api.resumeGlobalWebhook({ ...base }), options);
  }

  /**
   * Create a global webhook endpoint
   *
   * The answer contains the secret: it is not shown again. The request takes no idempotency key, because the answer must not be kept: if it is lost, remove the endpoint, or rotate its secret.
   */
  createGlobalEndpoint(body: types.CreateGlobalEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.createGlobalEndpoint({ ...base, body }), options);
  }

  /**
   * List the global webhook endpoints
   */
  listGlobalEndpoints(options?: CallOptions) {
    return this.caller.data((base) => api.listGlobalEndpoints({ ...base }), options);
  }

  /**
   * Get a global webhook endpoint
   */
  getGlobalEndpoint(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGlobalEndpoint({ ...base, path: { endpointName } }), options);
  }

  /**
   * Change a global webhook endpoint
   *
   * Fields that are absent do not change. A new URL also applies to deliveries that are waiting; new events and a new filter apply to events from now on. `url`, `events` and `enabled` of `default` come from the environment and cannot be changed.
   */
  updateGlobalEndpoint(endpointName: string, body: types.UpdateGlobalEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateGlobalEndpoint({ ...base, path: { endpointName }, body }), options);
  }

  /**
   * Remove a global webhook endpoint
   *
   * Its deliveries are removed, too, those that wait included. `default` cannot be removed: it comes from `WEBHOOK_URL`.
   */
  removeGlobalEndpoint(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.removeGlobalEndpoint({ ...base, path: { endpointName } }), options);
  }

  /**
   * Give a webhook endpoint a new secret
   *
   * The answer contains the new secret: it is not shown again. Until `graceSeconds` have passed, `webhook-signature` also has a signature with the secret until now; `X-Miaw-Signature` uses the new one at once.
   */
  rotateGlobalEndpointSecret(endpointName: string, body?: types.RotateGlobalEndpointSecretData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.rotateGlobalEndpointSecret({ ...base, path: { endpointName }, body }), options);
  }

  /**
   * Send a test event to a global webhook endpoint
   *
   * Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has. Its `instanceId` is `test`, whatever instances there are.
   */
  testGlobalEndpoint(endpointName: string, body?: types.TestGlobalEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.testGlobalEndpoint({ ...base, path: { endpointName }, body }), options);
  }

  /**
   * Get the state of a global webhook endpoint
   *
   * Reports the state, the numbers of deliveries, the success rate, the latency and the last error.
   */
  getGlobalEndpointStatus(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGlobalEndpointStatus({ ...base, path: { endpointName } }), options);
  }

  /**
   * List deliveries to a global webhook endpoint
   */
  listGlobalEndpointDeliveries(endpointName: string, query?: types.ListGlobalEndpointDeliveriesData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listGlobalEndpointDeliveries({ ...base, path: { endpointName }, query: { ...query, cursor } }), (page) => page.deliveries, options);
  }

  /**
   * Get a delivery to a global webhook endpoint
   */
  getGlobalEndpointDelivery(endpointName: string, deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getGlobalEndpointDelivery({ ...base, path: { endpointName, deliveryId } }), options);
  }

  /**
   * Replay a delivery to a global webhook endpoint
   *
   * Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.
   */
  redeliverGlobalEndpoint(endpointName: string, deliveryId: string, options?: CallOptions) {
    return this.caller.data((base) => api.redeliverGlobalEndpoint({ ...base, path: { endpointName, deliveryId } }), options);
  }

  /**
   * Replay deliveries to a global webhook endpoint
   *
   * Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dryRun` only counts them.
   */
  replayGlobalEndpointDeliveries(endpointName: string, body?: types.ReplayGlobalEndpointDeliveriesData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.replayGlobalEndpointDeliveries({ ...base, path: { endpointName }, body }), options);
  }

  /**
   * Pause deliveries to a global webhook endpoint
   *
   * New events wait until you resume deliveries.
   */
  pauseGlobalEndpoint(endpointName: string, body?: types.PauseGlobalEndpointData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.pauseGlobalEndpoint({ ...base, path: { endpointName }, body }), options);
  }

  /**
   * Resume deliveries to a global webhook endpoint
   *
   * Everything that waits becomes due immediately. An endpoint that is held becomes active.
   */
  resumeGlobalEndpoint(endpointName: string, options?: CallOptions) {
    return this.caller.data((base) => api.resumeGlobalEndpoint({ ...base, path: { endpointName } }), options);
  }
}

/** Keys of the server. */
export class ServerKeysApi {
  constructor(
    protected readonly caller: Caller,
  ) {
  }

  /**
   * Make an API key
   *
   * The answer contains the key: it is not shown again. A key can have only scopes that the key of the request has, too; it must not last longer, and its limit per minute must not be higher. A key that is for some instances cannot make keys. The request takes no idempotency key, because the answer must not be kept: if it is lost, revoke the key and make another.
   */
  createKey(body: types.CreateKeyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.createKey({ ...base, body }), options);
  }

  /**
   * List API keys
   *
   * The root key, `API_KEY`, is not among them.
   */
  listKeys(query?: types.ListKeysData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listKeys({ ...base, query: { ...query, cursor } }), (page) => page.keys, options);
  }

  /**
   * Get an API key
   */
  getKey(keyId: string, options?: CallOptions) {
    return this.caller.data((base) => api.getKey({ ...base, path: { keyId } }), options);
  }

  /**
   * Change what an API key may do
   *
   * Takes effect at once. Streams of the event log that were opened with the key end; their readers can connect again.
   */
  updateKey(keyId: string, body: types.UpdateKeyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateKey({ ...base, path: { keyId }, body }), options);
  }

  /**
   * Revoke an API key
   *
   * Takes effect at once. Streams of the event log that were opened with the key end.
   */
  revokeKey(keyId: string, options?: CallOptions) {
    return this.caller.data((base) => api.revokeKey({ ...base, path: { keyId } }), options);
  }

  /**
   * Give an API key a new secret
   *
   * The answer contains the new key: it is not shown again. Until `graceSeconds` have passed, the key until now is valid, too; the one before that no longer is. The previous secret can no longer be used to manage keys, and links that were made with it end with it. A key can only be rotated by one that may do at least as much, for at least as long.
   */
  rotateKey(keyId: string, body?: types.RotateKeyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.rotateKey({ ...base, path: { keyId }, body }), options);
  }

  /**
   * Get the API key of the request
   *
   * Shows what the key that the request carries may do. Every key may ask.
   */
  getOwnKey(options?: CallOptions) {
    return this.caller.data((base) => api.getOwnKey({ ...base }), options);
  }

  /**
   * Read the audit log
   *
   * Lists the requests that could change something, with their outcome, and those that a key was not allowed to make. Entries are kept for `AUDIT_RETENTION_DAYS`. They appear shortly after the answer.
   */
  listAudit(query?: types.ListAuditData['query'], options?: CallOptions) {
    return this.caller.paged((base, cursor = query?.cursor) => api.listAudit({ ...base, query: { ...query, cursor } }), (page) => page.entries, options);
  }
}

/** Backups of the server. */
export class ServerBackupsApi {
  constructor(
    protected readonly caller: Caller,
  ) {
  }

  /**
   * Make a backup of the server
   *
   * Writes everything that the server keeps, as it is at one moment, into one file in `BACKUP_PATH`, and reads it again. The server works on meanwhile. The answer comes when the backup is whole, which takes some seconds for each gigabyte. If the caller leaves before, the backup is made all the same. Whoever has a backup controls all accounts: `docs/operating.md` says how to keep and restore it.
   */
  createBackup(options?: CallOptions) {
    return this.caller.data((base) => api.createBackup({ ...base }), options);
  }

  /**
   * List the backups
   */
  listBackups(options?: CallOptions) {
    return this.caller.data((base) => api.listBackups({ ...base }), options);
  }

  /**
   * Download a backup
   *
   * The file contains all sessions and secrets of the server.
   */
  downloadBackup(backupId: string, options?: CallOptions) {
    return this.caller.raw((base) => api.downloadBackup({ ...base, path: { backupId } }), options);
  }
}

/** Health of the server. */
export class ServerHealthApi {
  constructor(
    protected readonly caller: Caller,
  ) {
  }

  /**
   * Read the metrics
   *
   * In Prometheus' text format. `docs/operating.md` describes them. `METRICS_PORT` serves them without a key on a port of its own.
   */
  getMetrics(options?: CallOptions) {
    return this.caller.raw((base) => api.getMetrics({ ...base }), options);
  }

  /**
   * Check the health of the server
   */
  getHealth(options?: CallOptions) {
    return this.caller.data((base) => api.getHealth({ ...base }), options);
  }

  /**
   * Check that the server runs
   *
   * For whatever restarts the server if it hangs. It reads nothing, so that a slow disk causes no restart.
   */
  getLiveness(options?: CallOptions) {
    return this.caller.data((base) => api.getLiveness({ ...base }), options);
  }

  /**
   * Check that the server can work
   *
   * For whatever sends requests to the server. It is not ready if it cannot read its database, if less than 64 MiB of the disk are free, or while it shuts down.
   */
  getReadiness(options?: CallOptions) {
    return this.caller.data((base) => api.getReadiness({ ...base }), options);
  }

  /**
   * Check the health of the server, like `GET /health`
   */
  getHealthUnderApiV1(options?: CallOptions) {
    return this.caller.data((base) => api.getHealthUnderApiV1({ ...base }), options);
  }

  /**
   * List the servers that share the database
   *
   * Any of them answers for all instances. A server that has its database alone, as with SQLite, is the only one in the list.
   */
  listNodes(options?: CallOptions) {
    return this.caller.data((base) => api.listNodes({ ...base }), options);
  }
}

/** Operations of one instance. */
export class InstanceApi {
  readonly messages: MessagesApi;
  readonly chats: ChatsApi;
  readonly presence: PresenceApi;
  readonly contacts: ContactsApi;
  readonly calls: CallsApi;
  readonly labels: LabelsApi;
  readonly groups: GroupsApi;
  readonly communities: CommunitiesApi;
  readonly channels: ChannelsApi;
  readonly status: StatusApi;
  readonly profile: ProfileApi;
  readonly privacy: PrivacyApi;
  readonly business: BusinessApi;
  readonly catalog: CatalogApi;
  readonly webhooks: WebhooksApi;
  readonly events: EventsApi;
  constructor(
    protected readonly caller: Caller,
    protected readonly path: { instanceId: string },
  ) {
    this.messages = new MessagesApi(caller, path);
    this.chats = new ChatsApi(caller, path);
    this.presence = new PresenceApi(caller, path);
    this.contacts = new ContactsApi(caller, path);
    this.calls = new CallsApi(caller, path);
    this.labels = new LabelsApi(caller, path);
    this.groups = new GroupsApi(caller, path);
    this.communities = new CommunitiesApi(caller, path);
    this.channels = new ChannelsApi(caller, path);
    this.status = new StatusApi(caller, path);
    this.profile = new ProfileApi(caller, path);
    this.privacy = new PrivacyApi(caller, path);
    this.business = new BusinessApi(caller, path);
    this.catalog = new CatalogApi(caller, path);
    this.webhooks = new WebhooksApi(caller, path);
    this.events = new EventsApi(caller, path);
  }

  /**
   * Get an instance
   */
  getInstance(options?: CallOptions) {
    return this.caller.data((base) => api.getInstance({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Change the settings of an instance
   *
   * Changes the pace of its messages, which calls it rejects, what it marks as read, whether people see it typing, its metadata and its proxy. To change where events are delivered, use `PUT webhook`.
   */
  updateInstance(body: types.UpdateInstanceData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.updateInstance({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Delete an instance
   *
   * Ends the connection and removes everything that belongs to the instance, its files included. With `logout`, the device is unlinked at WhatsApp first, which requires a connection.
   */
  deleteInstance(query?: types.DeleteInstanceData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.deleteInstance({ ...base, path: { ...this.path }, query }), options);
  }

  /**
   * Get the state of the connection
   */
  getInstanceStatus(options?: CallOptions) {
    return this.caller.data((base) => api.getInstanceStatus({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Count messages and deliveries of an instance
   *
   * Counts the messages and the attempts at deliveries since a time: of the last 24 hours, unless `since` says otherwise. For monitoring, use the metrics.
   */
  getInstanceStats(query?: types.GetInstanceStatsData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.getInstanceStats({ ...base, path: { ...this.path }, query }), options);
  }

  /**
   * Connect to WhatsApp
   *
   * Waits up to 8 seconds for a login, for the first QR code or, with `pairingPhone`, for the pairing code. If the instance is already connected or connecting, the answer is its current state.
   */
  connectInstance(body?: types.ConnectInstanceData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.connectInstance({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Disconnect from WhatsApp
   *
   * The device stays linked. The instance stays disconnected until you call `POST connect`, even if the server restarts.
   */
  disconnectInstance(options?: CallOptions) {
    return this.caller.data((base) => api.disconnectInstance({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Unlink the device, and keep the instance
   *
   * Takes the server off the linked devices of the account, as its owner can on the phone. The instance stays, with its settings, endpoints, events, chats and messages, and can be linked again by `POST connect`. What belongs to the account goes: the session, the address book, labels and quick replies. Messages that are scheduled wait for the next link, whichever account that is. Requires a connection; if no account is linked, nothing changes.
   */
  logoutInstance(options?: CallOptions) {
    return this.caller.data((base) => api.logoutInstance({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Disconnect and connect again
   *
   * Waits up to 8 seconds for a login or for the first QR code.
   */
  restartInstance(options?: CallOptions) {
    return this.caller.data((base) => api.restartInstance({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Get the QR code to scan
   *
   * Answers with JSON, or with an image in the format that the `Accept` header prefers. `text/plain` draws the code for a terminal, black on white whatever its colors are. If there is no code to scan right now, the answer is 409.
   */
  getInstanceQr(query?: types.GetInstanceQrData['query'], options?: CallOptions) {
    return this.caller.data((base) => api.getInstanceQr({ ...base, path: { ...this.path }, query }), options);
  }

  /**
   * Make a link to the QR code
   *
   * The link works without an API key until it ends, and always shows the current code: for the browser of whoever links the account, for example. Keep it secret.
   */
  createQrLink(body?: types.CreateQrLinkData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.createQrLink({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Get the request for a passkey
   *
   * WhatsApp asks some accounts for their passkey when a device is linked. The owner answers `request` with `navigator.credentials.get` on https://web.whatsapp.com; `docs/passkey.md` shows how. If WhatsApp asks for no passkey right now, the answer is 409.
   */
  getInstancePasskey(options?: CallOptions) {
    return this.caller.data((base) => api.getInstancePasskey({ ...base, path: { ...this.path } }), options);
  }

  /**
   * Answer the request for a passkey
   *
   * Takes the `toJSON()` of the credential. A credential that does not answer the request is refused without asking WhatsApp. If WhatsApp refuses it, `GET passkey` shows a new request to answer, or else the link begins again with a QR code.
   */
  answerInstancePasskey(body: types.AnswerInstancePasskeyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.answerInstancePasskey({ ...base, path: { ...this.path }, body }), options);
  }

  /**
   * Confirm the code of a link by passkey
   *
   * Needed while `GET passkey` says `confirmation`: compare its `code` with the phone. Send the code that the phone shows, which is compared once more. A different code means that somebody else answers for the phone.
   */
  confirmInstancePasskey(body: types.ConfirmInstancePasskeyData['body'], options?: CallOptions) {
    return this.caller.data((base) => api.confirmInstancePasskey({ ...base, path: { ...this.path }, body }), options);
  }
}

/** Operations of the server. */
export class MiawApi {
  readonly instances: ServerInstancesApi;
  readonly webhooks: ServerWebhooksApi;
  readonly keys: ServerKeysApi;
  readonly backups: ServerBackupsApi;
  readonly health: ServerHealthApi;
  constructor(
    protected readonly caller: Caller,
  ) {
    this.instances = new ServerInstancesApi(caller);
    this.webhooks = new ServerWebhooksApi(caller);
    this.keys = new ServerKeysApi(caller);
    this.backups = new ServerBackupsApi(caller);
    this.health = new ServerHealthApi(caller);
  }
}
