"""The objects of the API, with the names that they have there. Generated from openapi.json."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional, TypedDict, Union


class _InstanceRequired(TypedDict):
    status: InstanceStatus
    """State of the connection."""
    webhookEvents: List[EventSelector]
    """The events that are delivered."""
    createdAt: str
    """When the instance was created."""
    lastActivity: str
    """When the latest event of the instance happened, or else when it was created."""
    sendRatePerMinute: int
    """Largest number of messages that are sent per minute; 0: no limit."""
    phone: Optional[str]
    """Phone number of the only account that may be linked; null: any."""
    rejectCallsText: Optional[str]
    """Text that rejected callers get; null: none."""
    rejectCallsExcept: List[CallExemption]
    """Calls that are not rejected: those of `contacts` (people in the address book), and those in `groups`."""
    metadata: Dict[str, str]
    """What you noted about the instance: texts by key."""
    autoRead: AutoRead
    """Whose messages are marked as read as soon as they are recorded."""
    proxy: Optional[str]
    """URL of the proxy, with `***` in place of user name and password; null: none."""
    instanceId: str
    """Id of the instance."""
    sessionPath: str
    """Directory of the instance on the server. It is removed with the instance."""
    webhookEnabled: bool
    """Whether events are delivered."""
    rejectCalls: bool
    """Whether calls are rejected when they come in."""
    typing: bool
    """Whether people see the account typing before its messages."""


class Instance(_InstanceRequired, total=False):
    webhookUrl: Optional[str]
    """URL that receives the instance's events; null if no URL is set. Absent if the API key lacks the scope `webhooks:read`."""
    warnings: List[str]
    """What is unwise about the request, such as a URL with plain http. Absent if there is nothing to report."""


class _CreateInstanceRequired(TypedDict):
    instanceId: str
    """Id of your choice: 1 to 64 letters, digits, `-` or `_`, beginning with a letter or digit."""


class CreateInstance(_CreateInstanceRequired, total=False):
    webhookUrl: Optional[str]
    """URL that receives the instance's events: http or https, without a user name or password. null, the default: events
    are only kept in the event log."""
    webhookEvents: List[EventSelector]
    """The events to deliver. Default, and the meaning of `*`: all events, except those about the status and channels, which have
    to be asked for by name: `["*", "status_post"]`."""
    webhookEnabled: bool
    """Whether events are delivered to `webhookUrl`."""
    phone: Optional[str]
    """Phone number of the only account that may be linked, with country code. Another account that scans the QR code is
    unlinked at once. null, the default: any account."""
    sendRatePerMinute: Optional[int]
    """Largest number of messages that are sent per minute; 0: no limit. Messages that exceed it are not refused: they wait. null, and the default of a new instance: the setting of the server, `SEND_RATE_PER_MINUTE`."""
    autoRead: AutoRead
    """Whose messages are marked as read as soon as they are recorded: those of `all`, of `people`, or in `groups`. Default of a new instance: `none`."""
    proxy: Optional[str]
    """URL of the proxy through which everything goes that the instance exchanges with WhatsApp: `http`, `https`, `socks5` or `socks5h`, with user name and password if needed. null, the default of a new instance: none. A change makes a new connection at once, unless the instance is disconnected."""
    typing: bool
    """Whether people see the account typing before its texts and captions, and recording before its voice messages. A message leaves up to 8 seconds later then. Default of a new instance: false."""
    metadata: Dict[str, str]
    """What you note about the instance: texts by key. Every event of the instance contains it."""


class UpdateInstance(TypedDict, total=False):
    sendRatePerMinute: Optional[int]
    """Largest number of messages that are sent per minute; 0: no limit. Messages that exceed it are not refused: they wait. null, and the default of a new instance: the setting of the server, `SEND_RATE_PER_MINUTE`."""
    autoRead: AutoRead
    """Whose messages are marked as read as soon as they are recorded: those of `all`, of `people`, or in `groups`. Default of a new instance: `none`."""
    proxy: Optional[str]
    """URL of the proxy through which everything goes that the instance exchanges with WhatsApp: `http`, `https`, `socks5` or `socks5h`, with user name and password if needed. null, the default of a new instance: none. A change makes a new connection at once, unless the instance is disconnected."""
    typing: bool
    """Whether people see the account typing before its texts and captions, and recording before its voice messages. A message leaves up to 8 seconds later then. Default of a new instance: false."""
    rejectCalls: bool
    """Whether calls are rejected when they come in."""
    rejectCallsText: Optional[str]
    """Text that rejected callers get, at most once an hour each; null: none."""
    rejectCallsExcept: List[CallExemption]
    """Calls that are not rejected: those of `contacts` (people in the address book), and those in `groups`."""
    metadata: Dict[str, str]
    """What you note about the instance: texts by key. It replaces all that was noted before; `{}` removes it. Events that happened
    before keep what was noted at their time."""


class RemovedInstance(TypedDict):
    deleted: Literal[True]
    """Always true."""
    instanceId: str
    """Id of the instance."""


class _DisconnectionRequired(TypedDict):
    at: str
    """When the connection ended."""
    reason: str
    """Why the connection ended, as a word."""


class Disconnection(_DisconnectionRequired, total=False):
    code: int
    """WhatsApp's close code; absent if the connection ended without one."""
    until: str
    """When the instance connects again, if it waits for hours: until a temporary ban ends, or because WhatsApp refuses this
    version. Absent in all other cases."""


class RestrictionDetails(TypedDict, total=False):
    enforcementType: str
    """Why the account must not begin chats, as WhatsApp's word, such as `BIZ_QUALITY`."""
    status: str
    """State of the limit for messages to new chats, as WhatsApp's word."""
    totalQuota: float
    """How many messages to new chats the account may send in a period."""
    usedQuota: float
    """How many of them it has sent."""


class _RestrictionRequired(TypedDict):
    kind: RestrictionKind
    """What is restricted. `reachout_timelock`: the account must not write to people it has no chat with.
    `new_chat_message_cap`: the account has used up its messages to new chats."""
    details: RestrictionDetails
    """What else WhatsApp says about it."""


class Restriction(_RestrictionRequired, total=False):
    until: str
    """When the restriction ends; absent if WhatsApp does not say so."""


class _ConnectionStatusRequired(TypedDict):
    status: InstanceStatus
    """State of the connection. `qr_required`: a QR code or pairing code is waiting to be used. `passkey_required`: WhatsApp asks
    for the account's passkey, see `GET passkey`."""
    ignored: Dict[str, int]
    """How often something that WhatsApp delivered became no event, since the server started, by kind. The documentation lists
    the kinds, with their reasons."""


class ConnectionStatus(_ConnectionStatusRequired, total=False):
    phone: str
    """Phone number of the linked account, in digits; absent while no account is linked."""
    connectedAt: str
    """When the instance was connected; absent while it is not."""
    qrExpiresAt: str
    """When the current QR code expires; absent if there is no QR code right now."""
    pairingCodeExpiresAt: str
    """When the current pairing code expires; absent if there is no pairing code right now."""
    passkeyExpiresAt: str
    """When the current step of a link by passkey expires; absent if WhatsApp asks for no passkey right now."""
    reason: str
    """Why the instance stays disconnected until you call `POST connect`, as a word such as `logged_out`, `replaced` or
    `qr_expired`. Absent in all other cases."""
    name: str
    """Profile name of the linked account; absent while it is unknown."""
    lastDisconnect: Disconnection
    """How the latest connection ended; absent if no connection has ended yet."""
    restriction: Restriction
    """What WhatsApp does not let the account do; absent while there is no restriction."""


class MessageTally(TypedDict):
    received: int
    """Messages of others."""
    sent: int
    """Messages of the account, from this server and from its other devices, without those that failed."""
    failed: int
    """Messages of the account that could not be sent."""


class DeliveryTally(TypedDict):
    delivered: int
    """Attempts since `since` that succeeded."""
    failedAttempts: int
    """Attempts since `since` that failed."""
    pending: int
    """Deliveries that wait right now, whenever their events happened."""
    parked: int
    """Deliveries that are given up right now, and can be replayed."""


class InstanceStats(TypedDict):
    since: str
    """From when on messages and attempts are counted. Messages count by the time at which they were written."""
    messages: MessageTally
    """Messages in chats with people and groups. Posts in channels and status posts are not included."""
    deliveries: DeliveryTally
    """Deliveries of events."""


class _ConnectionRequired(TypedDict):
    status: InstanceStatus
    """State of the connection. `qr_required`: a QR code or pairing code is waiting to be used. `passkey_required`: WhatsApp asks
    for the account's passkey, see `GET passkey`."""
    ignored: Dict[str, int]
    """How often something that WhatsApp delivered became no event, since the server started, by kind. The documentation lists
    the kinds, with their reasons."""


class Connection(_ConnectionRequired, total=False):
    phone: str
    """Phone number of the linked account, in digits; absent while no account is linked."""
    connectedAt: str
    """When the instance was connected; absent while it is not."""
    qrExpiresAt: str
    """When the current QR code expires; absent if there is no QR code right now."""
    pairingCodeExpiresAt: str
    """When the current pairing code expires; absent if there is no pairing code right now."""
    passkeyExpiresAt: str
    """When the current step of a link by passkey expires; absent if WhatsApp asks for no passkey right now."""
    reason: str
    """Why the instance stays disconnected until you call `POST connect`, as a word such as `logged_out`, `replaced` or
    `qr_expired`. Absent in all other cases."""
    name: str
    """Profile name of the linked account; absent while it is unknown."""
    lastDisconnect: Disconnection
    """How the latest connection ended; absent if no connection has ended yet."""
    restriction: Restriction
    """What WhatsApp does not let the account do; absent while there is no restriction."""
    qr: str
    """Text of the QR code to scan; absent if there is no QR code right now."""
    pairingCode: str
    """The eight characters to enter on the phone; absent if there is no pairing code right now."""


class Connect(TypedDict, total=False):
    pairingPhone: str
    """Phone number of the account with country code, to link the device by a pairing code. Default: link by QR code."""


class Qr(TypedDict):
    expiresAt: str
    """When the QR code expires."""
    qr: str
    """Text of the QR code to scan."""


class Link(TypedDict):
    expiresAt: str
    """When the link ends. It ends earlier if the key that made it is revoked, or may no longer do this."""
    path: str
    """The path with its query: put the address of the server in front of it."""


class CreateLink(TypedDict, total=False):
    expiresInSeconds: int
    """How long the link works, in seconds."""


class _PasskeyRequired(TypedDict):
    awaiting: PasskeyStep
    """What the link waits for. `credential`: an answer to `request`. `phone`: the phone's answer. `confirmation`: somebody who
    compares `code` with the phone. `pairing`: the end of the link."""
    expiresAt: str
    """When this step expires."""


class Passkey(_PasskeyRequired, total=False):
    request: Dict[str, Any]
    """WebAuthn request options for `navigator.credentials.get`, as JSON; absent unless a credential is awaited."""
    code: str
    """The code that the phone shows as well; absent as long as it is unknown."""


class _PasskeyResponseRequired(TypedDict):
    clientDataJSON: str
    """What the browser asked the authenticator to sign: JSON with the challenge and the origin."""
    authenticatorData: str
    """The domain of the passkey, and whether its owner was verified."""
    signature: str
    """The signature."""


class PasskeyResponse(_PasskeyResponseRequired, total=False):
    userHandle: Optional[str]
    """The owner as the passkey knows them."""


class _PasskeyCredentialRequired(TypedDict):
    id: str
    """Id of the passkey."""
    rawId: str
    """Id of the passkey once more; equal to `id`."""
    type: Literal["public-key"]
    """Kind of the credential."""
    response: PasskeyResponse
    """What the authenticator answered."""


class PasskeyCredential(_PasskeyCredentialRequired, total=False):
    authenticatorAttachment: Optional[Literal["platform", "cross-platform"]]
    """Where the authenticator is. Ignored."""
    clientExtensionResults: Optional[Dict[str, Any]]
    """Results of extensions. Ignored."""


class ConfirmPasskey(TypedDict):
    code: str
    """The code that the phone shows: eight characters, with or without the dash."""


class _LinkPreviewRequired(TypedDict):
    url: str
    """The URL as it is written in the text."""
    title: str
    """Title of the page."""


class LinkPreview(_LinkPreviewRequired, total=False):
    description: str
    """What the page is about."""
    thumbnail: str
    """A picture of the page: a JPEG of at most 32 KiB, in base64."""


class Warning(TypedDict):
    code: Literal["LINK_PREVIEW"]
    """`LINK_PREVIEW`: the preview of the link, or its picture, could not be made."""
    reason: str
    """Why, as a word, such as `timeout`, `blocked_address`, `http_404`, `not_html`, `no_title` or `no_link`."""
    message: str
    """For people; may change."""


class _SendOrScheduleResultRequired(TypedDict):
    timestamp: int
    """When the request was sent to WhatsApp or, if the message is scheduled, accepted; in milliseconds since 1970."""
    messageId: str
    """Id of the message."""
    status: SendStatus
    """`sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. `scheduled`: it will be sent at `sendAt`. `message_status` events report what follows."""


class SendOrScheduleResult(_SendOrScheduleResultRequired, total=False):
    serverId: int
    """Number of a post in its channel, once WhatsApp's server has it. Absent for all other messages."""
    sendAt: str
    """When the message will be sent; present only if `status` is `scheduled`."""
    warnings: List[Warning]
    """What did not work although the message was sent; absent if everything did."""


class _SendTextRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    text: str
    """Text of the message."""


class SendText(_SendTextRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    linkPreview: Union[bool, LinkPreview]
    """The preview of a link in the text. `true`: the server fetches the page of the first link, which takes up to five seconds;
    if that fails, the text is sent without preview and the answer has a warning. An object: the preview as you describe it,
    nothing is fetched. Default: no preview."""


class _SendImageRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""


class SendImage(_SendImageRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    caption: str
    """Text that is shown with the file."""
    convert: bool
    """Convert the file if phones cannot show it as it is. WebP, AVIF, TIFF and GIF become JPEG, or PNG if they have transparent parts. Default: false."""
    viewOnce: bool
    """The recipient can open the image only once. Default: false."""


class _SendVideoRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""


class SendVideo(_SendVideoRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    convert: bool
    """Convert the file if phones cannot show it as it is. Videos become MP4 with H.264 and AAC, of at most 1280 pixels per side, and animated GIFs videos that loop. Needs ffmpeg. Default: false."""
    caption: str
    """Text that is shown with the video. Not allowed with `ptv`."""
    viewOnce: bool
    """The recipient can open the video only once. Default: false. Not allowed with `ptv`."""
    gifPlayback: bool
    """The video loops like an animated image. Default: false. Not allowed with `ptv`."""
    ptv: bool
    """Send a video note, which is shown as a circle. Default: false."""


class _SendAudioRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""


class SendAudio(_SendAudioRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    convert: bool
    """Convert the file if phones cannot show it as it is. Recordings, and the sound of videos, become Ogg with Opus, as voice notes need it. Needs ffmpeg. Default: false."""
    ptt: bool
    """Send a voice note, which must be Ogg with Opus, or be converted: phones cannot play any other. Default: false."""
    viewOnce: bool
    """The recipient can listen to the audio only once. Default: false."""


class _SendDocumentRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""


class SendDocument(_SendDocumentRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    caption: str
    """Text that is shown with the file."""


class _SendStickerRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""


class SendSticker(_SendStickerRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    convert: bool
    """Convert the file if phones cannot show it as it is. Pictures become WebP of 512 by 512 pixels, animated if they are. Default: false."""


class _SendLocationRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    latitude: float
    """Latitude in degrees; north is positive."""
    longitude: float
    """Longitude in degrees; east is positive."""


class SendLocation(_SendLocationRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    name: str
    """Name of the place."""
    address: str
    """Address of the place."""


class _ContactToSendRequired(TypedDict):
    name: str
    """The name on the card."""
    phone: str
    """Phone number with country code. All characters except digits are ignored."""


class ContactToSend(_ContactToSendRequired, total=False):
    organization: str
    """The company or organization on the card."""


class _SendContactRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    contacts: List[ContactToSend]
    """The cards to send."""


class SendContact(_SendContactRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""


class _SendPollRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    name: str
    """The question."""
    options: List[str]
    """The options to choose from, all different."""


class SendPoll(_SendPollRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    selectableCount: int
    """How many options a person may choose, at most the number of options; 0: any number."""


class ItemError(TypedDict):
    code: ErrorCode
    """Error code."""
    details: Dict[str, Any]
    """Details of the error, depending on `code`."""
    message: str
    """For people; may change."""


class _SentItemRequired(TypedDict):
    status: SentItemStatus
    """`sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. `scheduled`: it will be sent at `sendAt`. `message_status` events report what follows. `failed`: see `error`."""


class SentItem(_SentItemRequired, total=False):
    timestamp: int
    """When the message was sent or, if it is scheduled, accepted; in milliseconds since 1970."""
    sendAt: str
    """When the message will be sent; present only if `status` is `scheduled`."""
    messageId: str
    """Id of the new message; absent if `status` is `failed`."""
    error: ItemError
    """Why the message was not sent; present only if `status` is `failed`."""


class AlbumResult(TypedDict):
    albumId: str
    """Id of the album, which is the `parent` of its files."""
    results: List[SentItem]
    """One result per file, in the order of the request."""


class _AlbumItemRequired(TypedDict):
    type: AlbumItemType
    """What the file is."""
    media: str
    """The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64, all files
    together may have up to 16 MiB."""


class AlbumItem(_AlbumItemRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    caption: str
    """Text that is shown with the file."""


class _SendAlbumRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    items: List[AlbumItem]
    """The pictures and videos, in their order. Together they may have `MEDIA_MAX_BYTES`."""


class SendAlbum(_SendAlbumRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""


class _AlbumItemFieldsRequired(TypedDict):
    type: AlbumItemType
    """What the file is."""


class AlbumItemFields(_AlbumItemFieldsRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    caption: str
    """Text that is shown with the file."""


class _AlbumFieldsRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    items: List[AlbumItemFields]
    """What each of the files is, in their order."""


class AlbumFields(_AlbumFieldsRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""


class _EventLocationRequired(TypedDict):
    name: str
    """Name of the place."""


class EventLocation(_EventLocationRequired, total=False):
    address: str
    """Address of the place."""
    latitude: float
    """Latitude in degrees; north is positive. Requires `longitude`."""
    longitude: float
    """Longitude in degrees; east is positive. Requires `latitude`."""


class _SendEventRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    name: str
    """Name of the event."""
    startsAt: str
    """When it begins."""


class SendEvent(_SendEventRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    description: str
    """What it is about."""
    endsAt: str
    """When it ends, after `startsAt`."""
    location: EventLocation
    """Where it takes place."""
    call: CallKind
    """Make a link by which people join a call of WhatsApp. The instance must be connected for it."""
    joinLink: str
    """The link by which people join, if it exists already. Not allowed with `call`."""
    guestsAllowed: bool
    """Whether people may bring guests. Default: false."""


class _SendGroupInviteRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    groupJid: str
    """JID of the group."""
    inviteCode: str
    """The code of the invitation, from `invitation` in the result of adding this person."""
    expiresAt: str
    """When the invitation ends, from the same place. An invitation that has expired is not sent."""


class SendGroupInvite(_SendGroupInviteRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    groupName: str
    """Name of the group, which the message shows. Default: WhatsApp is asked for it."""
    caption: str
    """A text below the name."""


class _SendProductRequired(TypedDict):
    to: str
    """The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also
    be posted in a channel, by its JID."""
    productId: str
    """Id of the product."""


class SendProduct(_SendProductRequired, total=False):
    quotedMessageId: str
    """Id of the message to reply to."""
    mentions: List[str]
    """The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains
    `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID."""
    mentionsAll: bool
    """Mention all members of the group, as `@all` does on phones. Only for groups. Default: false."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    seller: str
    """The business that sells it: a phone number with country code, or a JID. Default: the account itself."""
    body: str
    """Text below the product."""
    footer: str
    """Small text at the end."""


class Highlight(TypedDict):
    start: int
    """Where it begins: the number of UTF-16 code units before it."""
    length: int
    """How long it is, in UTF-16 code units."""


class Snippet(TypedDict):
    text: str
    """At most 162 characters; `…` stands for what is left out."""
    highlights: List[Highlight]
    """Where the words are in `text`."""


class _ArchivedFileRequired(TypedDict):
    state: Literal["waiting", "archived", "failed", "removed"]
    """`waiting`: it is still to be archived. `failed`: that was given up, see `reason`. `removed`: it was in the archive as long as
    files stay there."""
    index: float
    """Which of the message's files, from 0."""


class ArchivedFile(_ArchivedFileRequired, total=False):
    reason: str
    """Why the last attempt to archive it failed: `too_large`, `corrupt`, `expired`, `archive_unavailable` or the like."""


class _MediaInfoRequired(TypedDict):
    mimetype: str
    """Media type, as the sender says."""


class MediaInfo(_MediaInfoRequired, total=False):
    fileName: str
    """File name, as the sender says."""
    sizeBytes: float
    """Size in bytes."""
    seconds: float
    """Length in seconds."""
    ptt: bool
    """A voice note, recorded in the chat."""
    ptv: bool
    """A video note, shown as a circle."""
    gifPlayback: bool
    """A video that loops like an animated image."""
    viewOnce: bool
    """It can be opened only once."""


class _LocationInfoRequired(TypedDict):
    latitude: float
    """Latitude in degrees, -90 to 90; north is positive."""
    longitude: float
    """Longitude in degrees, -180 to 180; east is positive."""


class LocationInfo(_LocationInfoRequired, total=False):
    name: str
    """Name of the place."""
    address: str
    """Address of the place."""
    live: bool
    """A live location: the sender keeps sharing it, and this is its first position."""


class _ContactCardRequired(TypedDict):
    name: str
    """The name on the card."""
    phones: List[str]
    """Phone numbers in digits, those with a WhatsApp account first."""
    vcard: str
    """The unchanged card (vCard, RFC 2426)."""


class ContactCard(_ContactCardRequired, total=False):
    lid: str
    """JID of a person without a known phone number (a LID), if the card names one."""
    organization: str
    """Company or business name on the card."""


class _PollInfoRequired(TypedDict):
    name: str
    """The question."""
    options: List[str]
    """The options to choose from."""
    selectableCount: float
    """How many options a person may choose; 0: any number."""


class PollInfo(_PollInfoRequired, total=False):
    votes: List[float]
    """Votes for each of `options`, if the message reports the result of a poll."""


class _MessageActionRequired(TypedDict):
    kind: Literal["reply", "row", "url", "call", "copy", "form", "location", "address", "phone_number", "product", "catalog", "payment", "other"]
    """What it does. `reply` and `row` (of a list) are answered with their `id`; `url`, `call` and `copy` (a code) act on the
    phone; `form` opens a form; `location`, `address` and `phone_number` ask for these; `product`, `catalog` and `payment`
    open these. `other`: see `name`."""


class MessageAction(_MessageActionRequired, total=False):
    id: str
    """Id that the answer repeats; of a product, its id."""
    label: str
    """Text of the button or row."""
    description: str
    """Second line of a row."""
    section: str
    """Title of the section of a list to which the row belongs."""
    url: str
    """Address that the button opens."""
    phone: str
    """Phone number that the button calls, as the sender wrote it."""
    code: str
    """Code that the button copies."""
    name: str
    """WhatsApp's name for this kind of button, if the sender gave one."""
    data: Dict[str, Any]
    """Parameters of the button, if they contain more than the fields above. The sender chooses their form."""


class _MessageChoiceRequired(TypedDict):
    kind: Literal["form", "other", "list", "button", "template_button", "menu", "event"]
    """What was answered. `template_button`: a button of a template. `event`: an event in the calendar, which `parent` names;
    who changes the answer sends another one. `other`: see `name`."""


class MessageChoice(_MessageChoiceRequired, total=False):
    id: str
    """Id of the chosen row or button; of a form, its token; of an event, `going`, `not_going` or `maybe`."""
    label: str
    """Text of the chosen row or button."""
    description: str
    """Second line of the chosen row."""
    guests: float
    """How many guests somebody brings to an event."""
    name: str
    """WhatsApp's name for the answered button, if the sender gave one."""
    data: Dict[str, Any]
    """All values of the answer, such as the fields of a form. The form determines their names."""
    raw: str
    """The answer as it was sent, if it is not an object in JSON of a reasonable size; at most 4096 characters."""


class OrderItem(TypedDict, total=False):
    id: str
    """Id of the product."""
    name: str
    """Name of the product."""
    quantity: float
    """How many."""
    price: float
    """Price of one, in units of the currency."""


class OrderInfo(TypedDict, total=False):
    id: str
    """Id of the order."""
    token: str
    """Token with which WhatsApp shows the details of the order."""
    title: str
    """Title, usually the name of the shop."""
    status: str
    """State of the order, such as `inquiry`, `accepted`, `declined`, `pending` or `shipped`."""
    itemCount: float
    """How many different items."""
    items: List[OrderItem]
    """The items, if the message lists them."""
    total: float
    """Sum in units of the currency."""
    currency: str
    """Currency (ISO 4217)."""
    seller: str
    """JID of the shop."""


class ProductInfo(TypedDict, total=False):
    id: str
    """Id of the product at WhatsApp; absent for a catalog."""
    retailerId: str
    """The shop's own id of the product."""
    title: str
    """Name of the product or catalog."""
    description: str
    """Description."""
    price: float
    """Price in units of the currency."""
    salePrice: float
    """Reduced price in units of the currency."""
    currency: str
    """Currency (ISO 4217)."""
    url: str
    """Page of the product."""
    seller: str
    """JID of the shop."""
    imageCount: float
    """How many pictures the product has. `media` is the first of them."""


class _PaymentMethodRequired(TypedDict):
    type: str
    """Kind as WhatsApp calls it, such as `pix_static_code`, `pix_dynamic_code`, `boleto` or `payment_link`."""


class PaymentMethod(_PaymentMethodRequired, total=False):
    key: str
    """Key to pay to, such as a Pix key."""
    keyType: str
    """Kind of the key, such as `EMAIL`, `PHONE` or `CPF`."""
    merchant: str
    """Name of the receiver."""
    code: str
    """Code to pay with."""
    url: str
    """Page to pay on."""


class _PaymentInfoRequired(TypedDict):
    kind: Literal["request", "sent", "declined", "cancelled", "invite", "invoice", "details", "status"]
    """`request`: somebody asks for money; `sent`: somebody paid; `declined`, `cancelled`: what became of a request; `invite`:
    an invitation to set up payments; `invoice`; `details`: how to pay an amount, such as by Pix; `status`: what became of a
    payment."""


class PaymentInfo(_PaymentInfoRequired, total=False):
    amount: float
    """Amount in units of the currency."""
    currency: str
    """Currency (ISO 4217)."""
    referenceId: str
    """The sender's own reference."""
    requestId: str
    """Id of the message that requested the payment."""
    status: str
    """State of the payment, as the sender calls it."""
    payer: str
    """JID of the person who is asked to pay."""
    expiresAt: float
    """When a request or invitation expires, in milliseconds since 1970."""
    token: str
    """Token of an invoice."""
    methods: List[PaymentMethod]
    """Ways to pay."""


class _GroupInviteRequired(TypedDict):
    groupJid: str
    """JID of the group."""


class GroupInvite(_GroupInviteRequired, total=False):
    code: str
    """Code with which the receiver can join. It is valid for the receiver only."""
    expiresAt: float
    """When the invitation expires, in milliseconds since 1970."""
    name: str
    """Name of the group."""
    community: bool
    """Whether it is a community."""


class _ChannelInviteRequired(TypedDict):
    channelJid: str
    """JID of the channel."""
    role: Literal["admin", "follower"]
    """As what somebody is invited."""


class ChannelInvite(_ChannelInviteRequired, total=False):
    name: str
    """Name of the channel."""
    expiresAt: float
    """When the invitation expires, in milliseconds since 1970."""


class EventPlace(TypedDict, total=False):
    name: str
    """Name of the place."""
    address: str
    """Address of the place."""
    latitude: float
    """Latitude in degrees. Absent if the event names the place only."""
    longitude: float
    """Longitude in degrees. Absent if the event names the place only."""


class _CalendarEventRequired(TypedDict):
    cancelled: bool
    """Whether it was cancelled."""


class CalendarEvent(_CalendarEventRequired, total=False):
    name: str
    """Name of the event."""
    description: str
    """Description."""
    startsAt: float
    """When it starts, in milliseconds since 1970."""
    endsAt: float
    """When it ends, in milliseconds since 1970."""
    location: EventPlace
    """Where it takes place."""
    joinLink: str
    """Link to join the call."""
    call: Literal["voice", "video"]
    """Kind of call, if the event is one."""
    guestsAllowed: bool
    """Whether people may bring guests."""
    messageId: str
    """Id of the message that created the event, if this one changes it."""


class _MessageNoticeRequired(TypedDict):
    kind: Literal["phone_number_shared", "phone_number_requested", "disappearing", "status_mention", "status_reaction", "status_reshared", "history_shared", "limit_sharing", "member_label", "welcome_requested", "live_broadcast", "reminder", "thread_control", "chat_shared"]
    """`phone_number_shared`: the sender now shows you the phone number; `phone_number_requested`: a business asks for yours;
    `disappearing`: the timer of the chat changed, see `expiresIn`; `status_mention`: the sender mentioned you in a status
    post; `status_reaction`, `status_reshared`: what somebody did with a status post; `history_shared`: somebody shared the
    earlier messages of the group; `limit_sharing`: what others may do with the messages of the chat changed;
    `member_label`: somebody changed the own label in the group, see `text`; `welcome_requested`: somebody opened the chat
    and expects a greeting; `live_broadcast`: somebody broadcasts live; `reminder`: a reminder is due; `thread_control`:
    another bot of the business took over or handed back the chat; `chat_shared`: somebody shared a chat."""


class MessageNotice(_MessageNoticeRequired, total=False):
    enabled: bool
    """Whether a setting is now on."""
    messageCount: float
    """How many messages were shared."""
    messageId: str
    """Id of the message that the notice is about."""


class _QuotedMessageRequired(TypedDict):
    id: str
    """Id of the quoted message."""


class QuotedMessage(_QuotedMessageRequired, total=False):
    participant: str
    """JID of the author of the quoted message."""
    text: str
    """Text or caption of the quoted message."""
    type: MessageType
    """Kind of content of the quoted message, if the reply contains it."""
    isStatus: bool
    """The reply is to a status post."""


class ParentMessage(TypedDict):
    id: str
    """Id of that message."""
    kind: Literal["other", "event", "status", "album", "hd", "motion_photo", "poll", "comment"]
    """How: `album`: one of several files that were sent together; `hd`: a better version of that file; `motion_photo`: its
    moving part; `event`: picture of an event, or an answer to it; `poll`: picture of a poll; `comment`: a comment on it; `status`: about a
    status post."""


class Referral(TypedDict, total=False):
    sourceType: str
    """Where it began, such as `ad` or `post`."""
    sourceId: str
    """Id of the ad or post."""
    sourceUrl: str
    """Page of the ad or post."""
    sourceApp: str
    """App of the ad, such as `facebook` or `instagram`."""
    headline: str
    """Headline of the ad."""
    body: str
    """Text of the ad."""
    mediaUrl: str
    """Picture or video of the ad."""
    greeting: str
    """Greeting that the ad showed."""
    clickId: str
    """Id of the click (`ctwa_clid`), for reporting conversions."""
    ref: str
    """Reference that the advertiser chose."""
    entryPoint: str
    """How the chat was opened, such as `ctwa_ad`, `click_to_chat_link` or `global_search_new_chat`."""
    entryPointApp: str
    """App in which that happened."""
    conversionSource: str
    """Source of the conversion, such as `FB_Ads`."""
    utmSource: str
    """`utm_source` of the link."""
    utmCampaign: str
    """`utm_campaign` of the link."""


class _UnknownContentRequired(TypedDict):
    fields: List[str]
    """Names of WhatsApp's fields (`proto.Message`), or their numbers if even these are new."""


class UnknownContent(_UnknownContentRequired, total=False):
    bytes: str
    """The content in base64: a `proto.Message`. Absent if it has more than 64 KiB."""


class OmittedEntries(TypedDict, total=False):
    actions: float
    """Of `actions`: the first 100 are shown."""
    attachments: float
    """Of `attachments`: the first 100 are shown."""
    contacts: float
    """Of `contacts`: the first 300 are shown."""
    mentions: float
    """Of `mentions`: the first 2000 are shown."""
    options: float
    """Of the options of `poll`: the first 100 are shown."""
    items: float
    """Of the items of `order`: the first 100 are shown."""
    characters: float
    """Of texts: of `text` and `caption`, the first 131,072 characters each are shown (apps let people write 65,536), of contact
    cards the first 1,048,576 together, and of everything else the first 262,144 together."""


_FoundMessageRequired = TypedDict(
    "_FoundMessageRequired",
    {
        "starred": "bool",
        "pinned": "bool",
        "kept": "bool",
        "labels": "List[str]",
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class FoundMessage(_FoundMessageRequired, total=False):
    status: MessageStatus
    """How far a message that the instance sent has got. Absent for all other messages."""
    editedAt: str
    """When the message was last edited."""
    deletedAt: str
    """When the message was deleted. Its content is no longer shown."""
    pinnedUntil: str
    """When the pin ends; absent if it has no end."""
    snippet: Snippet
    """Where the words are; only in answers to a `search`."""
    error: str
    """WhatsApp's error code; present only if `status` is `failed`."""
    clientReference: str
    """The `clientReference` of the request that sent the message."""
    serverId: float
    """Number of an own post in its channel, once WhatsApp has accepted it."""
    archivedFiles: List[ArchivedFile]
    """What the media archive has of its files. Absent if the archive is off, or does not take them."""
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""


class _MessagesPageRequired(TypedDict):
    messages: List[FoundMessage]
    """Sorted by time, newest first."""


class MessagesPage(_MessagesPageRequired, total=False):
    indexing: Literal[True]
    """True while messages that an earlier version of the server has stored are still being indexed: some of them may be missing.
    Absent otherwise."""
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


_MessageRequired = TypedDict(
    "_MessageRequired",
    {
        "starred": "bool",
        "pinned": "bool",
        "kept": "bool",
        "labels": "List[str]",
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class Message(_MessageRequired, total=False):
    status: MessageStatus
    """How far a message that the instance sent has got. Absent for all other messages."""
    editedAt: str
    """When the message was last edited."""
    deletedAt: str
    """When the message was deleted. Its content is no longer shown."""
    pinnedUntil: str
    """When the pin ends; absent if it has no end."""
    error: str
    """WhatsApp's error code; present only if `status` is `failed`."""
    clientReference: str
    """The `clientReference` of the request that sent the message."""
    serverId: float
    """Number of an own post in its channel, once WhatsApp has accepted it."""
    archivedFiles: List[ArchivedFile]
    """What the media archive has of its files. Absent if the archive is off, or does not take them."""
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""


class _ChangeResultRequired(TypedDict):
    timestamp: int
    """When the request was sent to WhatsApp or, if the message is scheduled, accepted; in milliseconds since 1970."""
    status: AckStatus
    """`sent`: WhatsApp's server has it. `pending`: it was sent but is not acknowledged yet; a `message_status` event reports
    the result."""
    messageId: str
    """Id of the message."""


class ChangeResult(_ChangeResultRequired, total=False):
    serverId: int
    """Number of a post in its channel, once WhatsApp's server has it. Absent for all other messages."""
    operationId: str
    """Id of the change itself, which is the `messageId` of `message_status` events about it. Absent if the message was
    deleted with `scope=me`."""


class _EditMessageRequired(TypedDict):
    text: str
    """The new text or, for a message with a file, the new caption."""


class EditMessage(_EditMessageRequired, total=False):
    chatId: str
    """The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id."""


class _ReactRequired(TypedDict):
    emoji: str
    """One emoji. An empty string removes the reaction."""


class React(_ReactRequired, total=False):
    chatId: str
    """The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id."""


class _VoteRequired(TypedDict):
    options: List[str]
    """The options to choose, as the poll has them: at most as many as it allows. These replace an earlier vote; an empty list
    withdraws it."""


class Vote(_VoteRequired, total=False):
    chatId: str
    """The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id."""


class ChangeEvent(TypedDict, total=False):
    name: str
    """New name of the event."""
    description: Optional[str]
    """New description."""
    startsAt: str
    """When it begins."""
    endsAt: Optional[str]
    """When it ends, after it begins."""
    location: Optional[EventLocation]
    """Where it takes place."""
    joinLink: Optional[str]
    """The link by which people join."""
    guestsAllowed: bool
    """Whether people may bring guests."""
    cancelled: bool
    """Cancels the event, which cannot be undone."""
    chatId: str
    """The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id."""


class _AnswerEventRequired(TypedDict):
    answer: Literal["going", "not_going", "maybe"]
    """Whether the account takes part."""


class AnswerEvent(_AnswerEventRequired, total=False):
    guests: int
    """How many people the account brings. Only if the event allows guests."""
    chatId: str
    """The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id."""


class StarResult(TypedDict):
    messageId: str
    """Id of the message."""
    chatId: str
    """JID of its chat."""
    starred: bool
    """Whether the message is starred."""


class Pin(TypedDict, total=False):
    durationSeconds: Literal[86400, 604800, 2592000]
    """Seconds until the pin ends: a day, a week or 30 days."""


class _PersonReceiptRequired(TypedDict):
    person: str
    """Phone JID of the person (a LID only while the phone is unknown)."""


class PersonReceipt(_PersonReceiptRequired, total=False):
    deliveredAt: str
    """When a device of the person received the message."""
    readAt: str
    """When the person read it. People can turn such receipts off."""
    playedAt: str
    """When the person played it, if it is a voice note or can be opened only once."""


class _ReceiptsPageRequired(TypedDict):
    messageId: str
    """Id of the message."""
    chatId: str
    """JID of its chat."""
    receipts: List[PersonReceipt]
    """Sorted by JID. People of whom nothing was reported are absent."""


class ReceiptsPage(_ReceiptsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _ForwardedRequired(TypedDict):
    status: SentItemStatus
    """`sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. `scheduled`: it will be sent at `sendAt`. `message_status` events report what follows. `failed`: see `error`."""
    to: str
    """The recipient as named in the request."""


class Forwarded(_ForwardedRequired, total=False):
    timestamp: int
    """When the message was sent or, if it is scheduled, accepted; in milliseconds since 1970."""
    sendAt: str
    """When the message will be sent; present only if `status` is `scheduled`."""
    messageId: str
    """Id of the new message; absent if `status` is `failed`."""
    error: ItemError
    """Why the message was not sent; present only if `status` is `failed`."""


class ForwardResult(TypedDict):
    results: List[Forwarded]
    """One result per recipient, in the order of the request."""


class _ForwardRequired(TypedDict):
    to: Union[str, List[str]]
    """The recipient: a phone number with country code, or a JID; or a list of different recipients."""


class Forward(_ForwardRequired, total=False):
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    chatId: str
    """The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id."""


class ReadResult(TypedDict):
    messageId: str
    """Id of the message."""
    chatId: str
    """JID of the chat."""
    senderTold: bool
    """Whether the sender can see that the message was read. false if the account's privacy settings turn read receipts off."""


class _ScheduledRequired(TypedDict):
    sendAt: str
    """When the message is to be sent."""
    sendBy: str
    """Until when the message may wait for a connection."""
    state: ScheduledState
    """`sent`: the message has left; `GET messages/:messageId` reports how far it got."""
    createdAt: str
    """When the server accepted the message."""
    messageId: str
    """Id of the message, which stays the same when it is sent."""
    kind: str
    """Kind of message, named after the route that it was sent with."""
    to: str
    """The recipient as named in the request."""


class Scheduled(_ScheduledRequired, total=False):
    error: str
    """Why the message failed, as a word; present only if `state` is `failed`."""
    clientReference: str
    """The `clientReference` of the request."""


class _ScheduledPageRequired(TypedDict):
    messages: List[Scheduled]
    """Sorted by `sendAt`, earliest first."""


class ScheduledPage(_ScheduledPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _ChatRequired(TypedDict):
    unreadCount: int
    """How many messages of others are not read; 1000 stands for more, too."""
    lastMessageAt: str
    """When the latest message was sent."""
    chatId: str
    """JID of the chat: a phone JID in 1:1 (a LID only while the phone number is unknown), a group JID in groups."""
    isGroup: bool
    """Whether the chat is a group."""
    labels: List[str]
    """Ids of its labels."""
    pinnedMessages: List[str]
    """Ids of the messages that are pinned for everyone, the latest pin first."""
    archived: bool
    """Whether it is archived."""
    pinned: bool
    """Whether it is pinned at the top of the list."""
    muted: bool
    """Whether it is muted."""
    markedUnread: bool
    """Whether it was marked as unread."""


class Chat(_ChatRequired, total=False):
    mutedUntil: str
    """Until when it is muted; absent if there is no end."""
    expiresIn: int
    """Seconds after which messages disappear; 0: they stay. Absent if that was never reported: usually they stay."""
    pictureId: str
    """WhatsApp's id of the picture: another id is another picture. Absent until a change of the picture was reported."""
    name: str
    """Name of the person or group; absent while it is unknown."""
    lastMessage: Message
    """The latest message; absent if it is no longer kept."""
    picture: str
    """Path under which this server downloads the picture. Absent if it is known that the chat has no picture; if nothing is known,
    the download may answer 404."""


class _ChatsPageRequired(TypedDict):
    chats: List[Chat]
    """Sorted by their latest message, newest first."""


class ChatsPage(_ChatsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _ChangedChatRequired(TypedDict):
    chatId: str
    """JID of the chat."""
    archived: bool
    """Whether it is archived."""
    pinned: bool
    """Whether it is pinned at the top of the list."""
    muted: bool
    """Whether it is muted."""
    markedUnread: bool
    """Whether it was marked as unread."""


class ChangedChat(_ChangedChatRequired, total=False):
    mutedUntil: str
    """Until when it is muted; absent if there is no end."""
    expiresIn: int
    """Seconds after which messages disappear; 0: they stay. Absent if that was never reported: usually they stay."""


class UpdateChat(TypedDict, total=False):
    archived: bool
    """Archive the chat, or take it out of the archive. An archived chat is no longer pinned."""
    pinned: bool
    """Pin the chat at the top of the list, or unpin it."""
    muted: bool
    """Mute the chat, or unmute it."""
    mutedUntil: str
    """Until when the chat is muted; needs `muted: true`. Default: without an end."""
    unread: bool
    """Mark the chat as unread, or as read. The senders are not told; see `POST read/{messageId}`."""
    expiresIn: DisappearingSeconds
    """Seconds after which new messages disappear for everyone in the chat; 0: they stay."""


class ClearedChat(TypedDict):
    cleared: Literal[True]
    """Always true."""
    chatId: str
    """JID of the chat."""


class ClearChat(TypedDict, total=False):
    keepStarred: bool
    """Keep the messages that are starred."""


class AskedHistory(TypedDict):
    count: int
    """How many messages the phone was asked for."""
    chatId: str
    """JID of the chat."""
    requestId: str
    """The request, which the event `history` names."""


class AskHistory(TypedDict, total=False):
    count: int
    """How many messages to ask for."""
    before: str
    """Id of a message of the chat: those before it are asked for. Default: the oldest message that is stored."""


class ChatRemoval(TypedDict):
    deleted: Literal[True]
    """Always true."""
    chatId: str
    """JID of the chat."""


class Presence(TypedDict):
    status: Literal["online", "offline"]
    """What others see of the account now."""


class SetPresence(TypedDict):
    status: Literal["online", "offline", "available", "unavailable"]
    """What others see. `available` is a synonym of `online`, and `unavailable` one of `offline`."""


class Activity(TypedDict):
    status: Literal["typing", "recording", "paused"]
    """What the account is shown doing. `paused`: neither typing nor recording."""
    to: str
    """The chat as named in the request."""


class Subscription(TypedDict):
    jid: str
    """JID that the instance is subscribed to."""


class _CheckResultRequired(TypedDict):
    phone: str
    """The phone number as in the request."""
    exists: bool
    """Whether the number is on WhatsApp."""


class CheckResult(_CheckResultRequired, total=False):
    jid: str
    """JID of the account; absent if the number is not on WhatsApp. Its number can differ from `phone`, because some
    countries have added digits to their numbers."""


class Check(TypedDict):
    phone: str
    """Phone number with country code. All characters except digits are ignored."""


class CheckBatchResult(TypedDict):
    results: List[CheckResult]
    """One result per phone number, in the order of the request."""


class CheckBatch(TypedDict):
    phones: List[str]
    """Phone numbers with country code. All characters except digits are ignored. A number may occur more than once."""


class _ContactRequired(TypedDict):
    jid: str
    """Phone JID, or LID while the phone number is unknown."""


class Contact(_ContactRequired, total=False):
    phone: str
    """Phone number in digits; absent while it is unknown."""
    lid: str
    """LID, as a JID; absent while it is unknown."""
    name: str
    """Full name in the account's address book; absent for people who are not in it."""
    firstName: str
    """First name in the account's address book."""
    pushName: str
    """Profile name, which the person chose."""


class _ContactsPageRequired(TypedDict):
    contacts: List[Contact]
    """Sorted by JID."""


class ContactsPage(_ContactsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _SaveContactRequired(TypedDict):
    phone: str
    """Phone number with country code. All characters except digits are ignored."""
    name: str
    """Full name."""


class SaveContact(_SaveContactRequired, total=False):
    firstName: str
    """First name. Default: the part of `name` before `lastName`, or else the first word of `name`."""
    lastName: str
    """Last name. WhatsApp does not store it separately; the server uses it to find the first name in `name` if
    `firstName` is absent."""


class BusinessCategory(TypedDict):
    id: str
    """WhatsApp's id of the category."""
    name: str
    """Its name, in the language of the account."""


class _OpeningHoursRequired(TypedDict):
    day: Weekday
    """The day."""
    mode: OpeningMode
    """`specific_hours`: from `opensAt` to `closesAt`; `open_24h`: all day; `appointment_only`: by appointment."""


class OpeningHours(_OpeningHoursRequired, total=False):
    opensAt: str
    """Time of day, for `specific_hours`."""
    closesAt: str
    """Time of day, for `specific_hours`; `24:00` is the end of the day."""


class _BusinessHoursRequired(TypedDict):
    days: List[OpeningHours]
    """In WhatsApp's order."""


class BusinessHours(_BusinessHoursRequired, total=False):
    timezone: str
    """IANA name of the time zone."""


class CoverPhoto(TypedDict):
    url: str
    """Where WhatsApp has the picture. The URL expires."""
    id: str
    """WhatsApp's id of the picture."""


class FacebookPage(TypedDict, total=False):
    id: str
    """Id of the page."""
    name: str
    """Name of the page."""


class InstagramAccount(TypedDict):
    handle: str
    """Name of the account."""


class _BusinessRequired(TypedDict):
    websites: List[str]
    """URLs of its websites."""
    categories: List[BusinessCategory]
    """Its categories."""


class Business(_BusinessRequired, total=False):
    commerce: Literal["catalog", "shop"]
    """What it sells with on WhatsApp. A `catalog` can be read, see `GET catalog/products`."""
    description: str
    """How the business describes itself."""
    category: str
    """Name of its first category."""
    email: str
    """Email address."""
    address: str
    """Street address."""
    latitude: float
    """Latitude of the address, in degrees."""
    longitude: float
    """Longitude of the address, in degrees."""
    hours: BusinessHours
    """When it is open; absent if it does not say so."""
    coverPhoto: CoverPhoto
    """The picture at the top of its profile."""
    memberSince: str
    """Since when it uses WhatsApp, as WhatsApp's apps write it."""
    cartEnabled: bool
    """Whether customers can collect products in a cart."""
    directConnection: bool
    """Whether customers order directly in WhatsApp, with a form of the business."""
    facebook: FacebookPage
    """Its page on Facebook."""
    instagram: InstagramAccount
    """Its account on Instagram."""
    automatedType: str
    """Which kind of machine answers its customers, by WhatsApp's name; absent for people."""


class _ContactProfileRequired(TypedDict):
    isBusiness: bool
    """Whether the account is a business account."""
    jid: str
    """Phone JID, or LID while the phone number is unknown."""


class ContactProfile(_ContactProfileRequired, total=False):
    phone: str
    """Phone number in digits; absent while it is unknown."""
    aboutAt: str
    """When the person set `about`."""
    about: str
    """About text; absent if the person hides it from the account or has none."""
    business: Business
    """Profile of the business; absent for personal accounts."""
    lid: str
    """LID, as a JID; absent while it is unknown."""
    name: str
    """Full name in the account's address book; absent for people who are not in it."""
    firstName: str
    """First name in the account's address book."""
    pushName: str
    """Profile name, which the person chose."""


class ContactRemoval(TypedDict):
    deleted: Literal[True]
    """Always true."""
    jid: str
    """JID of the contact."""


class _AddressResultRequired(TypedDict):
    address: str
    """The address as in the request."""
    status: Literal["found", "not_found"]
    """`found`, or `not_found`: see `reason`."""


class AddressResult(_AddressResultRequired, total=False):
    phone: str
    """Phone number in digits; absent while it is unknown. It can differ from the one in the request."""
    source: Literal["known", "whatsapp"]
    """`known`: the instance knew both addresses. `whatsapp`: WhatsApp was asked. Present only if `status` is `found`."""
    reason: Literal["not_on_whatsapp", "not_known"]
    """`not_on_whatsapp`: the number has no account. `not_known`: WhatsApp does not report the other address. Present only if
    `status` is `not_found`."""
    lid: str
    """LID, as a JID."""


class AddressResults(TypedDict):
    results: List[AddressResult]
    """One result per address, in the order of the request."""


class ResolveAddresses(TypedDict):
    addresses: List[str]
    """Phone numbers with country code, and JIDs of people."""


class _CallLinkRequired(TypedDict):
    url: str
    """The link."""
    type: CallKind
    """Kind of call."""


class CallLink(_CallLinkRequired, total=False):
    startsAt: str
    """When the call is planned; absent if it is not."""


class _CreateCallLinkRequired(TypedDict):
    type: CallKind
    """Kind of call."""


class CreateCallLink(_CreateCallLinkRequired, total=False):
    startsAt: str
    """When the call is planned: within the next 365 days. Default: the link can be used at once."""


_RejectedCallRequired = TypedDict(
    "_RejectedCallRequired",
    {
        "from": "str",
        "status": "Literal[\"rejected\"]",
        "callId": "str",
    },
    total=True,
)


class RejectedCall(_RejectedCallRequired):
    pass


class _LabelRequired(TypedDict):
    labelId: str
    """Id of the label."""
    color: int
    """Number of its color in WhatsApp's palette."""
    name: str
    """Name of the label."""


class Label(_LabelRequired, total=False):
    predefinedId: int
    """WhatsApp's number of a label that it made itself, such as `New customer`; absent for all others."""


class Labels(TypedDict):
    labels: List[Label]
    """In the order of their ids."""


class _CreateLabelRequired(TypedDict):
    name: str
    """Name of the label."""


class CreateLabel(_CreateLabelRequired, total=False):
    color: int
    """Number of its color in WhatsApp's palette."""


class UpdateLabel(TypedDict, total=False):
    name: str
    """New name of the label."""
    color: int
    """Number of its new color in WhatsApp's palette."""


class LabelRemoval(TypedDict):
    labelId: str
    """Id of the label."""
    deleted: Literal[True]
    """Always true."""


class LabeledChat(TypedDict):
    chatId: str
    """JID of the chat."""


class _LabeledChatsPageRequired(TypedDict):
    chats: List[LabeledChat]
    """Sorted by JID."""


class LabeledChatsPage(_LabeledChatsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _LabelAssignmentRequired(TypedDict):
    labelId: str
    """Id of the label."""
    chatId: str
    """JID of the chat."""
    assigned: bool
    """Whether it has the label."""


class LabelAssignment(_LabelAssignmentRequired, total=False):
    messageId: str
    """Id of the message; absent if the chat itself has the label."""


class _LabeledMessageRequired(TypedDict):
    messageId: str
    """Id of the message."""
    chatId: str
    """JID of its chat."""


class LabeledMessage(_LabeledMessageRequired, total=False):
    message: Message
    """The message; absent if it is not kept."""


class _LabeledMessagesPageRequired(TypedDict):
    messages: List[LabeledMessage]
    """Sorted by their ids."""


class LabeledMessagesPage(_LabeledMessagesPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _ParticipantErrorRequired(TypedDict):
    reason: Literal["not_on_whatsapp", "not_allowed", "left_recently", "blocked", "already_member", "not_a_member", "protected", "no_request", "refused", "unknown"]
    """Why the action failed. `unknown`: WhatsApp reported no result for this person."""
    message: str
    """Explains `reason`."""


class ParticipantError(_ParticipantErrorRequired, total=False):
    code: str
    """WhatsApp's error code; absent if WhatsApp did not refuse the action."""


class PersonalInvitation(TypedDict):
    expiresAt: str
    """When the invitation ends."""
    inviteCode: str
    """The code of the invitation, which only this person can use."""


class _ParticipantResultRequired(TypedDict):
    participant: str
    """The person as named in the request."""
    status: Literal["added", "removed", "promoted", "demoted", "approved", "rejected", "failed"]
    """What was done, or `failed`: see `error`."""


class ParticipantResult(_ParticipantResultRequired, total=False):
    jid: str
    """Phone JID, or LID while the phone number is unknown; absent if the person is not on WhatsApp."""
    error: ParticipantError
    """Present only if `status` is `failed`."""
    invitation: PersonalInvitation
    """What the person can be sent instead, with `POST messages/group-invite`, if WhatsApp offers it."""


class _GroupParticipantRequired(TypedDict):
    role: Literal["member", "admin", "superadmin"]
    """`superadmin` is the creator, who cannot be removed or demoted."""
    jid: str
    """Phone JID, or LID while the phone number is unknown."""


class GroupParticipant(_GroupParticipantRequired, total=False):
    phone: str
    """Phone number in digits; absent while it is unknown."""
    lid: str
    """LID, as a JID; absent while it is unknown."""
    label: str
    """What they call their role in the group; absent if nothing, or if this device has not heard it."""


class _NewGroupRequired(TypedDict):
    size: int
    """Number of members, the account included."""
    disappearingSeconds: int
    """Seconds after which messages disappear; 0: never."""
    results: List[ParticipantResult]
    """One result per participant, in the order of the request."""
    participants: List[GroupParticipant]
    """In the order in which WhatsApp lists them."""
    jid: str
    """JID of the group."""
    name: str
    """Name of the group."""
    announce: bool
    """Only admins can send messages."""
    restrict: bool
    """Only admins can change name, description and picture."""
    membersCanAdd: bool
    """Members who are not admins can add people, too."""
    joinApproval: bool
    """An admin must approve people who join by the invite link."""
    isCommunity: bool
    """Whether it is a community, which has no messages: see `communities`."""
    isAnnouncementGroup: bool
    """Whether it is the group for the announcements of its community."""


class NewGroup(_NewGroupRequired, total=False):
    createdAt: str
    """When the group was created."""
    description: str
    """Description of the group; absent if it has none."""
    owner: str
    """JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none."""
    communityJid: str
    """JID of the community that the group is in; absent if it is in none."""


class CreateGroup(TypedDict):
    name: str
    """Name of the group."""
    participants: List[str]
    """Phone numbers with country code, or JIDs of people."""


class _GroupSummaryRequired(TypedDict):
    size: int
    """Number of members, the account included."""
    disappearingSeconds: int
    """Seconds after which messages disappear; 0: never."""
    jid: str
    """JID of the group."""
    name: str
    """Name of the group."""
    announce: bool
    """Only admins can send messages."""
    restrict: bool
    """Only admins can change name, description and picture."""
    membersCanAdd: bool
    """Members who are not admins can add people, too."""
    joinApproval: bool
    """An admin must approve people who join by the invite link."""
    isCommunity: bool
    """Whether it is a community, which has no messages: see `communities`."""
    isAnnouncementGroup: bool
    """Whether it is the group for the announcements of its community."""


class GroupSummary(_GroupSummaryRequired, total=False):
    createdAt: str
    """When the group was created."""
    description: str
    """Description of the group; absent if it has none."""
    owner: str
    """JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none."""
    communityJid: str
    """JID of the community that the group is in; absent if it is in none."""


class Groups(TypedDict):
    groups: List[GroupSummary]
    """In the order in which WhatsApp lists them."""


class Joining(TypedDict):
    status: Literal["joined", "requested"]
    """`requested`: an admin must approve the request. The event `group_participants` reports it when the account is in the
    group."""
    jid: str
    """JID of the group."""


class _GroupRequired(TypedDict):
    size: int
    """Number of members, the account included."""
    disappearingSeconds: int
    """Seconds after which messages disappear; 0: never."""
    jid: str
    """JID of the group."""
    name: str
    """Name of the group."""
    announce: bool
    """Only admins can send messages."""
    restrict: bool
    """Only admins can change name, description and picture."""
    membersCanAdd: bool
    """Members who are not admins can add people, too."""
    joinApproval: bool
    """An admin must approve people who join by the invite link."""
    isCommunity: bool
    """Whether it is a community, which has no messages: see `communities`."""
    isAnnouncementGroup: bool
    """Whether it is the group for the announcements of its community."""
    participants: List[GroupParticipant]
    """In the order in which WhatsApp lists them."""


class Group(_GroupRequired, total=False):
    createdAt: str
    """When the group was created."""
    description: str
    """Description of the group; absent if it has none."""
    owner: str
    """JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none."""
    communityJid: str
    """JID of the community that the group is in; absent if it is in none."""


class _GroupChangeRequired(TypedDict):
    jid: str
    """JID of the group."""


class GroupChange(_GroupChangeRequired, total=False):
    disappearingSeconds: int
    """Seconds after which new messages disappear now; 0: never."""
    name: str
    """The new name."""
    description: str
    """The new description."""
    announce: bool
    """Whether only admins can send messages now."""
    restrict: bool
    """Whether only admins can change name, description and picture now."""
    membersCanAdd: bool
    """Whether members who are not admins can add people now."""
    joinApproval: bool
    """Whether an admin must approve people who join by the invite link now."""


class UpdateGroup(TypedDict, total=False):
    name: str
    """New name of the group."""
    description: str
    """New description of the group. An empty string removes it."""
    announce: bool
    """Only admins can send messages."""
    restrict: bool
    """Only admins can change name, description and picture."""
    membersCanAdd: bool
    """Members who are not admins can add people, too."""
    joinApproval: bool
    """An admin must approve people who join by the invite link."""
    disappearingSeconds: DisappearingSeconds
    """Seconds after which new messages disappear, one of WhatsApp's times: 0 (never), 1 day, 7 days or 90 days."""


class GroupLeaving(TypedDict):
    left: Literal[True]
    """Always true."""
    jid: str
    """JID of the group."""


class GroupParticipants(TypedDict):
    participants: List[GroupParticipant]
    """In the order in which WhatsApp lists them."""


class ParticipantResults(TypedDict):
    results: List[ParticipantResult]
    """One result per participant, in the order of the request."""


class Participants(TypedDict):
    participants: List[str]
    """Phone numbers with country code, or JIDs of people."""


class FewerParticipants(TypedDict, total=False):
    participants: List[str]
    """Phone numbers with country code, or JIDs of people."""


class MemberLabel(TypedDict):
    status: AckStatus
    """`pending`: WhatsApp has not acknowledged it yet."""
    jid: str
    """JID of the group."""
    label: str
    """The label; empty if it was removed."""
    messageId: str
    """Id of the message by which the members learn it."""


class SetMemberLabel(TypedDict):
    label: str
    """What the account calls its role in the group. An empty string removes it."""


class _JoinRequestRequired(TypedDict):
    jid: str
    """Phone JID, or LID while the phone number is unknown."""


class JoinRequest(_JoinRequestRequired, total=False):
    phone: str
    """Phone number in digits; absent while it is unknown."""
    requestedAt: str
    """When they asked. Absent if WhatsApp does not say."""
    lid: str
    """LID, as a JID; absent while it is unknown."""
    method: str
    """How they asked, in WhatsApp's word: `invite_link`, for example, or `non_admin_add` if a member wants to add them."""
    requestedBy: str
    """JID of the member who wants to add them; absent if they asked themselves."""


class JoinRequests(TypedDict):
    requests: List[JoinRequest]
    """In the order in which WhatsApp lists them."""


class _PersonalGroupInvitationRequired(TypedDict):
    size: int
    """Number of members, the account included."""
    disappearingSeconds: int
    """Seconds after which messages disappear; 0: never."""
    expiresAt: str
    """When the invitation ends."""
    jid: str
    """JID of the group."""
    name: str
    """Name of the group."""
    announce: bool
    """Only admins can send messages."""
    restrict: bool
    """Only admins can change name, description and picture."""
    membersCanAdd: bool
    """Members who are not admins can add people, too."""
    joinApproval: bool
    """An admin must approve people who join by the invite link."""
    isCommunity: bool
    """Whether it is a community, which has no messages: see `communities`."""
    isAnnouncementGroup: bool
    """Whether it is the group for the announcements of its community."""


class PersonalGroupInvitation(_PersonalGroupInvitationRequired, total=False):
    createdAt: str
    """When the group was created."""
    description: str
    """Description of the group; absent if it has none."""
    owner: str
    """JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none."""
    communityJid: str
    """JID of the community that the group is in; absent if it is in none."""


class AcceptInvitation(TypedDict):
    inviteCode: str
    """`groupInvite.code` of the message."""
    expiresAt: str
    """`groupInvite.expiresAt` of the message, as an ISO 8601 time."""
    invitedBy: str
    """Phone number or JID of the person who sent the invitation."""


class WithdrawnInvitations(TypedDict):
    participants: List[str]
    """The people as named in the request. They cannot join by an invitation from this group, whether or not they had one."""
    jid: str
    """JID of the group."""


class GroupPicture(TypedDict):
    jid: str
    """JID of the group."""
    picture: bool
    """Whether the group has a picture now."""


class SetGroupPicture(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""


class InviteLink(TypedDict):
    inviteCode: str
    """The code at the end of the link."""
    inviteLink: str
    """The link by which people join the group."""


class _CommunitySummaryRequired(TypedDict):
    size: int
    """Number of members that WhatsApp shows of the community itself."""
    jid: str
    """JID of the community. It has no messages: write to one of its groups."""
    name: str
    """Name of the community."""
    joinApproval: bool
    """Whether people must ask to join."""
    membersCanAddGroups: bool
    """Members who are not admins can put groups into the community."""


class CommunitySummary(_CommunitySummaryRequired, total=False):
    createdAt: str
    """When the community was created."""
    description: str
    """Description of the community; absent if it has none."""
    owner: str
    """JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none."""
    announcementGroupJid: str
    """JID of the group for announcements, in which only admins of the community write and which all members read. Absent if
    WhatsApp does not say it."""


class _CreateCommunityRequired(TypedDict):
    name: str
    """Name of the community, which the group for its announcements gets, too."""


class CreateCommunity(_CreateCommunityRequired, total=False):
    description: str
    """Description of the community."""
    joinApproval: bool
    """Whether people must ask to join. It cannot be changed later."""
    membersCanAddGroups: bool
    """Whether members who are not admins can put groups into the community."""
    generalGroup: bool
    """Whether WhatsApp also makes a group in which everybody can write."""


class Communities(TypedDict):
    communities: List[CommunitySummary]
    """In the order in which WhatsApp lists them."""


class _CommunityGroupRequired(TypedDict):
    jid: str
    """JID of the group."""
    name: str
    """Name of the group."""
    isAnnouncementGroup: bool
    """Whether it is the group for the announcements of the community."""


class CommunityGroup(_CommunityGroupRequired, total=False):
    size: int
    """Number of members; absent if WhatsApp does not say it."""
    createdAt: str
    """When the group was created; absent if WhatsApp does not say it."""


class _CommunityRequired(TypedDict):
    size: int
    """Number of members that WhatsApp shows of the community itself."""
    jid: str
    """JID of the community. It has no messages: write to one of its groups."""
    name: str
    """Name of the community."""
    joinApproval: bool
    """Whether people must ask to join."""
    membersCanAddGroups: bool
    """Members who are not admins can put groups into the community."""
    groups: List[CommunityGroup]
    """The groups in the community, in the order in which WhatsApp lists them."""


class Community(_CommunityRequired, total=False):
    createdAt: str
    """When the community was created."""
    description: str
    """Description of the community; absent if it has none."""
    owner: str
    """JID of the creator: a phone JID, or a LID while the phone number is unknown. Absent if WhatsApp names none."""
    announcementGroupJid: str
    """JID of the group for announcements, in which only admins of the community write and which all members read. Absent if
    WhatsApp does not say it."""


class _CommunityChangeRequired(TypedDict):
    jid: str
    """JID of the community."""


class CommunityChange(_CommunityChangeRequired, total=False):
    name: str
    """The new name."""
    description: str
    """The new description."""
    membersCanAddGroups: bool
    """Whether members who are not admins can put groups into the community now."""


class UpdateCommunity(TypedDict, total=False):
    name: str
    """New name of the community."""
    description: str
    """New description of the community. An empty string removes it."""
    membersCanAddGroups: bool
    """Members who are not admins can put groups into the community."""


class CommunityLeaving(TypedDict):
    left: Literal[True]
    """Always true."""
    jid: str
    """JID of the community."""


class CommunityDeactivation(TypedDict):
    deactivated: Literal[True]
    """Always true."""
    jid: str
    """JID of the community."""


class CommunityPicture(TypedDict):
    jid: str
    """JID of the community."""
    picture: bool
    """Whether the community has a picture now."""


class SetCommunityPicture(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""


class CommunityGroups(TypedDict):
    groups: List[CommunityGroup]
    """In the order in which WhatsApp lists them."""


class _CreateCommunityGroupRequired(TypedDict):
    name: str
    """Name of the group."""


class CreateCommunityGroup(_CreateCommunityGroupRequired, total=False):
    participants: List[str]
    """Phone numbers with country code, or JIDs of people."""


class _LinkErrorRequired(TypedDict):
    reason: Literal["not_allowed", "unknown_group", "already_in_a_community", "not_acceptable", "refused", "unknown"]
    """Why the action failed. `unknown`: WhatsApp reported no result for this group."""
    message: str
    """Explains `reason`."""


class LinkError(_LinkErrorRequired, total=False):
    code: str
    """WhatsApp's error code; absent if WhatsApp did not refuse the action."""


class _LinkResultRequired(TypedDict):
    status: Literal["linked", "unlinked", "failed"]
    """What was done, or `failed`: see `error`."""
    groupJid: str
    """JID of the group."""


class LinkResult(_LinkResultRequired, total=False):
    error: LinkError
    """Present only if `status` is `failed`."""


class LinkResults(TypedDict):
    results: List[LinkResult]
    """One result per group, in the order of the request."""


class LinkGroups(TypedDict):
    groups: List[str]
    """JIDs of groups."""


class _UnlinkGroupsRequired(TypedDict):
    groups: List[str]
    """JIDs of groups."""


class UnlinkGroups(_UnlinkGroupsRequired, total=False):
    removeMembers: bool
    """Whether people leave the community, too, who are in no other group of it."""


class CommunityMembers(TypedDict):
    members: List[GroupParticipant]
    """Everybody in the community or in one of its groups, with their roles in the community."""


class _ChannelRequired(TypedDict):
    state: ChannelState
    """`geosuspended`: not available in some countries. `unknown`: a state that this version does not know."""
    jid: str
    """JID of the channel."""
    name: str
    """Name of the channel."""
    verified: bool
    """WhatsApp has verified the channel."""
    hasPicture: bool
    """Whether the channel has a picture."""


class Channel(_ChannelRequired, total=False):
    followers: int
    """Number of followers. Absent in lists, for which WhatsApp does not report it."""
    role: ChannelRole
    """The role of the account. `guest`: it does not follow the channel. Absent if WhatsApp reports none."""
    createdAt: str
    """When the channel was created."""
    description: str
    """Description of the channel; absent if it has none."""
    inviteCode: str
    """The code at the end of the invite link."""
    inviteLink: str
    """The link by which people find the channel."""
    muted: bool
    """Whether notifications about posts are off. Absent if the account does not follow the channel."""


class _CreateChannelRequired(TypedDict):
    name: str
    """Name of the channel."""


class CreateChannel(_CreateChannelRequired, total=False):
    description: str
    """Description of the channel."""
    acceptTerms: bool
    """Accepts WhatsApp's terms for channels on behalf of the account, before the channel is created. An account has to
    accept them once before its first channel, here or on the phone."""


class Channels(TypedDict):
    channels: List[Channel]
    """In the order in which WhatsApp lists them."""


class _ChannelChangeRequired(TypedDict):
    jid: str
    """JID of the channel."""


class ChannelChange(_ChannelChangeRequired, total=False):
    name: str
    """The new name; absent if the request did not change it."""
    description: str
    """The new description; absent if the request did not change it."""


class UpdateChannel(TypedDict, total=False):
    name: str
    """New name of the channel."""
    description: str
    """New description of the channel. An empty string removes it."""


class ChannelDeletion(TypedDict):
    deleted: Literal[True]
    """Always true."""
    jid: str
    """JID of the channel."""


class ChannelFollow(TypedDict):
    jid: str
    """JID of the channel."""
    following: bool
    """Whether the account follows the channel now."""


class ChannelMute(TypedDict):
    jid: str
    """JID of the channel."""
    muted: bool
    """Whether notifications about posts are off now."""


class ChannelPicture(TypedDict):
    jid: str
    """JID of the channel."""
    picture: bool
    """Whether the channel has a picture now."""


class SetChannelPicture(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""


class VoteCount(TypedDict):
    count: int
    """How many people chose it."""
    option: str
    """The option."""


class ReactionCount(TypedDict):
    count: int
    """How many people chose it."""
    emoji: str
    """The emoji."""


_ChannelPostRequired = TypedDict(
    "_ChannelPostRequired",
    {
        "deleted": "bool",
        "reactions": "List[ReactionCount]",
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class ChannelPost(_ChannelPostRequired, total=False):
    editedAt: str
    """When the post was last edited."""
    views: int
    """How often the post was viewed. Absent if WhatsApp does not report it, which it does to admins only."""
    forwards: int
    """How often the post was forwarded. Absent if it never was."""
    votes: List[VoteCount]
    """The votes for each option; present only if the post is a poll."""
    serverId: float
    """Number of the post in its channel."""
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""


class _ChannelPostsPageRequired(TypedDict):
    posts: List[ChannelPost]
    """Newest first."""


class ChannelPostsPage(_ChannelPostsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class PostReaction(TypedDict):
    serverId: int
    """Number of the post in its channel."""
    jid: str
    """JID of the channel."""
    emoji: str
    """The emoji; empty if the reaction was removed."""


class ReactToPost(TypedDict):
    emoji: str
    """One emoji. An empty string removes the reaction."""


class PostVote(TypedDict):
    serverId: int
    """Number of the post in its channel."""
    jid: str
    """JID of the channel."""
    options: List[str]
    """The options that are chosen now."""


class VoteInPost(TypedDict):
    options: List[str]
    """The options to choose, as the poll has them: at most as many as it allows. These replace an earlier vote; an empty list
    withdraws it."""


class ChannelAdmins(TypedDict):
    count: int
    """Number of admins, the owner included."""
    jid: str
    """JID of the channel."""


class _ChannelInvitationRequired(TypedDict):
    messageId: str
    """Id of the message by which the person accepts the invitation."""
    status: AckStatus
    """`pending`: WhatsApp has not acknowledged the message yet."""
    person: str
    """The person as named in the request."""


class ChannelInvitation(_ChannelInvitationRequired, total=False):
    expiresAt: str
    """When the invitation ends; absent if WhatsApp does not report it."""


class ChannelPerson(TypedDict):
    person: str
    """The person: a phone number with country code, or a JID."""


class ChannelAdminChange(TypedDict):
    status: Literal["demoted", "invitation_revoked", "made_owner"]
    """What was done."""
    jid: str
    """JID of the channel."""
    person: str
    """The person as named in the request."""


class _PostStatusResultRequired(TypedDict):
    timestamp: int
    """When the request was sent to WhatsApp or, if the message is scheduled, accepted; in milliseconds since 1970."""
    messageId: str
    """Id of the message."""
    status: SendStatus
    """`sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. `scheduled`: it will be sent at `sendAt`. `message_status` events report what follows."""


class PostStatusResult(_PostStatusResultRequired, total=False):
    serverId: int
    """Number of a post in its channel, once WhatsApp's server has it. Absent for all other messages."""
    sendAt: str
    """When the message will be sent; present only if `status` is `scheduled`."""
    recipients: int
    """How many people the post is for, without the account itself. Absent if `status` is `scheduled`."""
    warnings: List[Warning]
    """What did not work although the message was sent; absent if everything did."""


class _PostTextStatusRequired(TypedDict):
    text: str
    """The text."""


class PostTextStatus(_PostTextStatusRequired, total=False):
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    recipients: List[str]
    """The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account
    choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a
    CONFLICT."""
    backgroundColor: str
    """Color behind the text."""
    font: Union[Literal["system", "system_text", "fb_script", "system_bold", "morningbreeze_regular", "calistoga_regular", "exo2_extrabold", "courierprime_bold"], Literal[0, 1, 2, 6, 7, 8, 9, 10]]
    """Font of the text, by name or by WhatsApp's number."""


class PostPictureStatus(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    recipients: List[str]
    """The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account
    choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a
    CONFLICT."""
    caption: str
    """Text that is shown with the picture or video."""


class PostVoiceStatus(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    clientReference: str
    """Your own name for the message. The message and its `message_status` events carry it."""
    sendAt: str
    """When to send the message, at most 366 days ahead. A time in the past means now, which is also the default."""
    sendBy: str
    """Until when the message may wait if the instance is not connected at `sendAt`, which is required with it. Default: one hour after `sendAt`. If both times are equal, the message does not wait."""
    recipients: List[str]
    """The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account
    choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a
    CONFLICT."""
    backgroundColor: str
    """Color behind the voice note."""


_OwnStatusPostRequired = TypedDict(
    "_OwnStatusPostRequired",
    {
        "status": "AckStatus",
        "expiresAt": "str",
        "views": "int",
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class OwnStatusPost(_OwnStatusPostRequired, total=False):
    recipients: int
    """How many people it is for. Absent if it was posted on the phone, or on another linked device."""
    clientReference: str
    """The `clientReference` of the request that posted it."""
    backgroundColor: str
    """Background of a text or voice note, as `#RRGGBB`."""
    font: str
    """Name of the font of a text. Absent if it is unknown to this version."""
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""


class _OwnStatusPostsRequired(TypedDict):
    posts: List[OwnStatusPost]
    """Newest first."""


class OwnStatusPosts(_OwnStatusPostsRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _StatusChangeResultRequired(TypedDict):
    timestamp: int
    """When the request was sent to WhatsApp or, if the message is scheduled, accepted; in milliseconds since 1970."""
    status: AckStatus
    """`sent`: WhatsApp's server has it. `pending`: it was sent but is not acknowledged yet; a `message_status` event reports
    the result."""
    messageId: str
    """Id of the message."""


class StatusChangeResult(_StatusChangeResultRequired, total=False):
    operationId: str
    """Id of the change itself, which is the `messageId` of `message_status` events about it."""


class _StatusViewerRequired(TypedDict):
    viewedAt: str
    """When they viewed it for the first time."""
    jid: str
    """JID of the person (a LID only while the phone is unknown)."""


class StatusViewer(_StatusViewerRequired, total=False):
    phone: str
    """Phone number in digits. Absent if it is unknown."""


class _StatusViewersRequired(TypedDict):
    viewers: List[StatusViewer]
    """Sorted by JID."""


class StatusViewers(_StatusViewersRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


_ContactStatusPostRequired = TypedDict(
    "_ContactStatusPostRequired",
    {
        "expiresAt": "str",
        "muted": "bool",
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class ContactStatusPost(_ContactStatusPostRequired, total=False):
    viewedAt: str
    """When the account viewed it. Absent if it did not."""
    backgroundColor: str
    """Background of a text or voice note, as `#RRGGBB`."""
    font: str
    """Name of the font of a text. Absent if it is unknown to this version."""
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""


class _ContactStatusPostsRequired(TypedDict):
    posts: List[ContactStatusPost]
    """Newest first."""


class ContactStatusPosts(_ContactStatusPostsRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class StatusView(TypedDict):
    messageId: str
    """Id of the post."""
    participant: str
    """JID of its author."""
    authorTold: bool
    """Whether the author can see that the account viewed it. false if the privacy settings of the account turn read receipts off."""


class _ReactToStatusRequired(TypedDict):
    emoji: str
    """One emoji. An empty string removes the reaction."""


class ReactToStatus(_ReactToStatusRequired, total=False):
    author: str
    """The author of the post: a phone number with country code, or a JID. Needed only if several people have a post with this id."""


class StatusMute(TypedDict):
    jid: str
    """JID of the person."""
    muted: bool
    """Whether their posts are muted."""


class _ProfileRequired(TypedDict):
    jid: str
    """Phone JID of the account."""
    phone: str
    """Phone number of the account, in digits."""
    isBusiness: bool
    """Whether the account is a business account."""


class Profile(_ProfileRequired, total=False):
    lid: str
    """LID of the account, as a JID."""
    name: str
    """Profile name, which others see; absent if the account has none."""
    about: str
    """About text; absent if the account has none."""


class PictureChange(TypedDict):
    picture: bool
    """Whether the account has a picture now."""


class ProfilePicture(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""


class ProfileName(TypedDict):
    name: str
    """Profile name, which others see."""


class ProfileStatus(TypedDict):
    status: str
    """About text, which others see in the profile."""


class StatusAudience(TypedDict):
    audience: StatusAudienceKind
    """`contacts`: the people in the address book; `contacts_except`: without `people`; `only`: nobody but `people`."""
    people: List[str]
    """JIDs of the people; empty if `audience` is `contacts`."""


class _PrivacyRequired(TypedDict):
    statusAudience: StatusAudience
    """Who gets the account's status posts, unless a post names its recipients."""


class Privacy(_PrivacyRequired, total=False):
    disappearingSeconds: int
    """Seconds after which messages of new chats disappear; 0: they stay."""
    lastSeen: str
    """Who sees when the account was last online."""
    online: str
    """Who sees whether the account is online."""
    profilePicture: str
    """Who sees the profile picture."""
    about: str
    """Who sees the about text."""
    readReceipts: str
    """Who gets read receipts. With `none`, the account gets none either."""
    groupAdd: str
    """Who can add the account to groups."""
    callAdd: str
    """Who can call the account."""
    messages: str
    """Who can write to the account."""


class _PrivacyResultRequired(TypedDict):
    setting: Literal["lastSeen", "online", "profilePicture", "about", "readReceipts", "groupAdd", "callAdd", "messages", "disappearingSeconds", "statusAudience"]
    """Name of the setting."""
    value: Union[str, int, Dict[str, Any]]
    """The value in the request."""
    status: Literal["changed", "failed"]
    """`changed`, or `failed`: see `error`."""


class PrivacyResult(_PrivacyResultRequired, total=False):
    error: ItemError
    """Present only if `status` is `failed`."""


class PrivacyResults(TypedDict):
    results: List[PrivacyResult]
    """One result per setting."""


class _UpdateStatusAudienceRequired(TypedDict):
    audience: StatusAudienceKind
    """`contacts`: the people in the address book; `contacts_except`: without `people`; `only`: nobody but `people`."""


class UpdateStatusAudience(_UpdateStatusAudienceRequired, total=False):
    people: List[str]
    """The people: phone numbers with country code, or JIDs. They replace those that were set before."""


class UpdatePrivacy(TypedDict, total=False):
    lastSeen: PrivacyAudience
    """Who sees when the account was last online. `contact_blacklist` keeps the exceptions chosen on the phone."""
    online: Literal["all", "match_last_seen"]
    """Who sees whether the account is online."""
    profilePicture: PrivacyAudience
    """Who sees the profile picture."""
    about: PrivacyAudience
    """Who sees the about text."""
    readReceipts: Literal["all", "none"]
    """Who gets read receipts. With `none`, the account gets none either."""
    groupAdd: PrivacyAudience
    """Who can add the account to groups."""
    callAdd: Literal["all", "known"]
    """Who can call the account."""
    messages: Literal["all", "contacts"]
    """Who can write to the account."""
    disappearingSeconds: DisappearingSeconds
    """Seconds after which messages of new chats disappear; 0: they stay."""
    statusAudience: UpdateStatusAudience
    """Who gets the account's status posts, unless a post names its recipients."""


class _BlockedPersonRequired(TypedDict):
    jid: str
    """Phone JID, or LID while the phone number is unknown."""


class BlockedPerson(_BlockedPersonRequired, total=False):
    phone: str
    """Phone number in digits; absent while it is unknown."""
    lid: str
    """LID, as a JID; absent while it is unknown."""


class Blocklist(TypedDict):
    blocked: List[BlockedPerson]
    """The people whom the account has blocked."""


class Blocked(TypedDict):
    jid: str
    """Phone JID, or LID while the phone number is unknown."""
    blocked: bool
    """Whether the person is blocked now."""


class _OpeningHoursChangeRequired(TypedDict):
    day: Weekday
    """The day."""
    mode: OpeningMode
    """`specific_hours`: from `opensAt` to `closesAt`; `open_24h`: all day; `appointment_only`: by appointment."""


class OpeningHoursChange(_OpeningHoursChangeRequired, total=False):
    opensAt: str
    """Time of day, for `specific_hours`."""
    closesAt: str
    """Time of day, for `specific_hours`; `24:00` is the end of the day."""


class BusinessHoursChange(TypedDict):
    timezone: str
    """IANA name of the time zone."""
    days: List[OpeningHoursChange]
    """The days on which it is open. A day can have several entries with specific hours."""


class UpdateBusinessProfile(TypedDict, total=False):
    description: Optional[str]
    """How the business describes itself; null removes it."""
    address: Optional[str]
    """Street address; null removes it."""
    email: Optional[str]
    """Email address; null removes it."""
    websites: List[str]
    """URLs of its websites, at most two. They replace all that it has; an empty list removes them."""
    categoryIds: List[str]
    """Ids of WhatsApp's categories, as another profile shows them in `categories`. They replace all that it has."""
    hours: Optional[BusinessHoursChange]
    """When it is open. It replaces all that it has; null removes it."""


class CoverPhotoUpload(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""


class QuickReply(TypedDict):
    quickReplyId: str
    """Id of the quick reply."""
    shortcut: str
    """What is typed after `/` to use it."""
    message: str
    """The text."""
    keywords: List[str]
    """Words under which WhatsApp's apps find it."""


class QuickReplies(TypedDict):
    quickReplies: List[QuickReply]
    """Sorted by shortcut."""


class _CreateQuickReplyRequired(TypedDict):
    shortcut: str
    """What is typed after `/` to use it: one word that no other quick reply has."""
    message: str
    """The text."""


class CreateQuickReply(_CreateQuickReplyRequired, total=False):
    keywords: List[str]
    """Words under which WhatsApp's apps find it."""


class UpdateQuickReply(TypedDict, total=False):
    shortcut: str
    """What is typed after `/` to use it: one word that no other quick reply has."""
    message: str
    """The text."""
    keywords: List[str]
    """Words under which WhatsApp's apps find it. They replace all that it has."""


class QuickReplyRemoval(TypedDict):
    quickReplyId: str
    """Id of the quick reply."""
    deleted: Literal[True]
    """Always true."""


class _ProductPictureRequired(TypedDict):
    url: str
    """URL of the picture on WhatsApp's servers. It expires after some time."""


class ProductPicture(_ProductPictureRequired, total=False):
    id: str
    """Id of the picture; absent if WhatsApp does not report one."""


class _ProductRequired(TypedDict):
    id: str
    """Id of the product."""
    pictures: List[ProductPicture]
    """Pictures of the product; the first one is shown in lists."""


class Product(_ProductRequired, total=False):
    retailerId: str
    """The business's own code for the product."""
    name: str
    """Name of the product."""
    description: str
    """Description of the product."""
    url: str
    """Web page of the product."""
    price: float
    """Price in units of `currency`."""
    salePrice: float
    """Reduced price in units of `currency`."""
    currency: str
    """Currency code (ISO 4217)."""
    hidden: bool
    """Whether customers cannot see the product."""
    availability: str
    """Whether the product can be bought, such as `in_stock` or `out_of_stock`."""
    reviewStatus: str
    """The result of WhatsApp's review, such as `approved`, `pending` or `rejected`."""
    originCountry: str
    """Country of origin (ISO 3166-1 alpha-2)."""


class _ProductsPageRequired(TypedDict):
    products: List[Product]
    """Products in WhatsApp's order."""


class ProductsPage(_ProductsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _CreateProductRequired(TypedDict):
    name: str
    """Name of the product."""


class CreateProduct(_CreateProductRequired, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""
    description: str
    """Description of the product."""
    price: float
    """Price in units of `currency`, with up to 3 decimal places. Requires `currency`."""
    currency: str
    """Currency code (ISO 4217). Requires `price`."""
    retailerId: str
    """Your own code for the product."""
    url: str
    """Web page of the product."""
    hidden: bool
    """Whether customers cannot see the product. Default: false."""
    originCountry: str
    """Country of origin (ISO 3166-1 alpha-2)."""


class _ProductRemovalRequired(TypedDict):
    productId: str
    """Id of the product, as in the request."""
    status: Literal["deleted", "failed"]
    """`deleted`, or `failed`: see `error`."""


class ProductRemoval(_ProductRemovalRequired, total=False):
    error: ItemError
    """Present only if `status` is `failed`."""


class ProductRemovals(TypedDict):
    results: List[ProductRemoval]
    """One result per product, in the order of the request."""


class DeleteProducts(TypedDict, total=False):
    productIds: List[str]
    """Ids of the products."""


class UpdateProduct(TypedDict, total=False):
    name: str
    """New name."""
    description: Optional[str]
    """New description; null removes it."""
    price: Optional[float]
    """New price in units of the currency, with up to 3 decimal places; null removes price and currency."""
    currency: str
    """New currency code (ISO 4217)."""
    retailerId: Optional[str]
    """New code of your own for the product; null removes it."""
    url: Optional[str]
    """New web page of the product; null removes it."""
    hidden: bool
    """Whether customers cannot see the product."""
    originCountry: Optional[str]
    """Country of origin (ISO 3166-1 alpha-2); null removes it."""


class ProductDeletion(TypedDict):
    productId: str
    """Id of the product."""
    deleted: Literal[True]
    """Always true."""


class ProductPictureUpload(TypedDict, total=False):
    mimetype: str
    """Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it
    open, as in some documents. A value that contradicts the bytes is an error."""
    fileName: str
    """Name of the file. Directories and control characters are removed. Default: the name that came with the file, or
    one made from its type."""


class _CollectionRequired(TypedDict):
    id: str
    """Id of the collection."""
    products: List[Product]
    """The first 50 products of the collection. `GET …/catalog/collections/{collectionId}` lists all."""


class Collection(_CollectionRequired, total=False):
    name: str
    """Name of the collection."""
    reviewStatus: str
    """The result of WhatsApp's review, such as `approved`, `pending` or `rejected`."""


class _CollectionsPageRequired(TypedDict):
    collections: List[Collection]
    """Collections in WhatsApp's order."""


class CollectionsPage(_CollectionsPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class OrderVariant(TypedDict):
    name: str
    """Name of the property."""
    value: str
    """What the customer chose."""


class _OrderedProductRequired(TypedDict):
    variant: List[OrderVariant]
    """The chosen variant; empty for products without variants."""


class OrderedProduct(_OrderedProductRequired, total=False):
    productId: str
    """Id of the product."""
    pictureUrl: str
    """URL of a picture on WhatsApp's servers. It expires after some time."""
    name: str
    """Name of the product."""
    price: float
    """Price of one piece, in units of `currency`."""
    currency: str
    """Currency code (ISO 4217)."""
    quantity: float
    """How many pieces."""


class _OrderRequired(TypedDict):
    orderId: str
    """Id of the order."""
    items: List[OrderedProduct]
    """What was ordered."""


class Order(_OrderRequired, total=False):
    createdAt: str
    """When the order was made."""
    subtotal: float
    """Sum of the items, in units of `currency`."""
    total: float
    """Total, in units of `currency`."""
    currency: str
    """Currency code (ISO 4217)."""


class _WebhookRequired(TypedDict):
    webhookEvents: List[EventSelector]
    """The events that are delivered. `*`: all, except those that have to be asked for by name."""
    order: DeliveryOrder
    """`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others."""
    format: PayloadFormat
    """`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields."""
    webhookEnabled: bool
    """Whether events are delivered."""
    headerNames: List[str]
    """Names of the headers that are added to every request. Their values may be secrets and are never shown."""


class Webhook(_WebhookRequired, total=False):
    webhookUrl: Optional[str]
    """URL that receives the instance's events; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token."""
    warnings: List[str]
    """What is unwise about the configuration, such as a URL with plain http. Absent if there is nothing to report."""


class UpdateWebhook(TypedDict, total=False):
    webhookUrl: Optional[str]
    """URL that receives the instance's events: http or https, without a user name or password. null removes it."""
    webhookEvents: Optional[List[EventSelector]]
    """The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by
    name: `["*", "status_post"]`."""
    webhookEnabled: bool
    """Whether events are delivered. Deliveries that wait when you set it to false go out when you set it to true."""
    order: DeliveryOrder
    """`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others."""
    headers: Dict[str, str]
    """Headers to add to every request. They replace all headers that were set before."""
    format: PayloadFormat
    """`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields."""


class WebhookTest(TypedDict):
    status: int
    """HTTP status of the receiver's answer."""
    latencyMs: int
    """Milliseconds until the receiver answered."""
    body: str
    """Beginning of the receiver's answer, up to 1024 bytes."""


class TestEndpoint(TypedDict, total=False):
    event: EventName
    """Send an example of this event, as the documentation shows it. Whoever is in it does not exist."""


class DeliveryCounts(TypedDict):
    pending: int
    """Deliveries that wait for an attempt."""
    delivered: int
    """Deliveries that the receiver accepted."""
    parked: int
    """Deliveries whose last attempt failed. They are kept and can be replayed."""


class Latency(TypedDict):
    p50: int
    """50th percentile, in milliseconds."""
    p99: int
    """99th percentile, in milliseconds."""


class _LastErrorRequired(TypedDict):
    at: str
    """When the attempt began."""
    error: str
    """Why the attempt failed, as a word."""


class LastError(_LastErrorRequired, total=False):
    status: int
    """HTTP status; absent if there was no answer."""
    response: str
    """Beginning of the receiver's answer, up to 1024 bytes; absent if there was no answer."""


class _RecentAttemptsRequired(TypedDict):
    attempts: int
    """Number of attempts that the statistics cover, at most 1000."""


class RecentAttempts(_RecentAttemptsRequired, total=False):
    successRate: float
    """Share of the attempts that succeeded, from 0 to 1; absent if there were no attempts."""
    lastSuccessAt: str
    """When the latest successful attempt began; absent if no attempt succeeded."""
    latencyMs: Latency
    """How long the attempts took; absent if there were no attempts."""
    lastError: LastError
    """The latest attempt that failed; absent if no attempt failed."""


class _WebhookStatusRequired(TypedDict):
    state: EndpointState
    """`held`: five attempts in a row failed, and only the oldest delivery is tried, every few seconds, until it succeeds. `paused`: paused with
    `POST pause`. `off`: there is no URL, or deliveries are not enabled. `active`: all other cases."""
    failuresInARow: int
    """Number of failed attempts since the last success."""
    counts: DeliveryCounts
    """Numbers of deliveries by state."""
    recent: RecentAttempts
    """Statistics of the latest attempts, at most 1000 of them."""


class WebhookStatus(_WebhookStatusRequired, total=False):
    webhookUrl: Optional[str]
    """URL of the endpoint; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token."""
    heldSince: str
    """Since when the endpoint has been held; absent if it is not."""
    pausedSince: str
    """Since when the endpoint has been paused; absent if it is not."""
    oldestPendingAt: str
    """When the event of the oldest pending delivery happened; absent if no delivery is pending."""
    oldestPendingAgeMs: int
    """Age of the event of the oldest pending delivery, in milliseconds; absent if no delivery is pending."""
    nextAttemptAt: str
    """When the next retry is due; absent if one is due already or nothing is to be retried."""
    heldReason: str
    """Why the latest attempt failed, as a word; absent if the endpoint is not held."""
    pausedReason: str
    """Why the endpoint was paused; absent if nobody said so."""


class _DeliveryRequired(TypedDict):
    event: EventName
    """Name of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps."""
    state: DeliveryState
    """`pending`: the event waits for an attempt. `delivered`: the receiver accepted it. `parked`: the last attempt failed;
    the delivery is not retried, but kept and can be replayed."""
    attempts: int
    """Number of attempts that were made."""
    createdAt: str
    """When the event happened."""
    id: str
    """Id of the delivery, as in the header `X-Miaw-Delivery`. It is identical on every attempt and replay."""
    eventId: str
    """Id of the event."""
    instanceId: str
    """Id of the instance that the event belongs to."""


class Delivery(_DeliveryRequired, total=False):
    nextAttemptAt: str
    """When the next attempt is due; present only while the delivery is pending after a failed attempt. While the endpoint
    is held, only the oldest delivery is tried."""
    finishedAt: str
    """When the event was delivered or the delivery was parked; absent while it is pending."""
    lastStatus: int
    """HTTP status of the last attempt; absent if there was no answer."""
    lastLatencyMs: int
    """Milliseconds that the last attempt took; absent before the first."""
    chatId: str
    """JID of the chat that the event belongs to; absent if it does not belong to one."""
    lastError: str
    """Why the last attempt failed, as a word; absent if it did not fail."""


class _DeliveriesPageRequired(TypedDict):
    deliveries: List[Delivery]
    """Sorted by time, newest first."""


class DeliveriesPage(_DeliveriesPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class _AttemptRequired(TypedDict):
    number: int
    """Number of the attempt from 1, as in the header `X-Miaw-Attempt`."""
    at: str
    """When the attempt began."""
    latencyMs: int
    """Milliseconds until the receiver answered or the attempt failed without an answer."""


class Attempt(_AttemptRequired, total=False):
    status: int
    """HTTP status; absent if there was no answer."""
    error: str
    """Why the attempt failed, as a word; absent if it did not fail."""
    response: str
    """Beginning of the receiver's answer, up to 1024 bytes; absent if there was no answer."""


class _DeliveryDetailRequired(TypedDict):
    event: EventName
    """Name of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps."""
    state: DeliveryState
    """`pending`: the event waits for an attempt. `delivered`: the receiver accepted it. `parked`: the last attempt failed;
    the delivery is not retried, but kept and can be replayed."""
    attempts: int
    """Number of attempts that were made."""
    createdAt: str
    """When the event happened."""
    data: Dict[str, Any]
    """Payload of the event: `data` in the body of the request."""
    log: List[Attempt]
    """All attempts, oldest first."""
    id: str
    """Id of the delivery, as in the header `X-Miaw-Delivery`. It is identical on every attempt and replay."""
    eventId: str
    """Id of the event."""
    instanceId: str
    """Id of the instance that the event belongs to."""


class DeliveryDetail(_DeliveryDetailRequired, total=False):
    nextAttemptAt: str
    """When the next attempt is due; present only while the delivery is pending after a failed attempt. While the endpoint
    is held, only the oldest delivery is tried."""
    finishedAt: str
    """When the event was delivered or the delivery was parked; absent while it is pending."""
    lastStatus: int
    """HTTP status of the last attempt; absent if there was no answer."""
    lastLatencyMs: int
    """Milliseconds that the last attempt took; absent before the first."""
    chatId: str
    """JID of the chat that the event belongs to; absent if it does not belong to one."""
    lastError: str
    """Why the last attempt failed, as a word; absent if it did not fail."""


class ReplayResult(TypedDict):
    replayed: int
    """Number of deliveries that are replayed; 0 with `dryRun`."""
    matched: int
    """Number of deliveries that were selected."""


_ReplayOptional = TypedDict(
    "_ReplayOptional",
    {
        "states": "List[DeliveryState]",
        "events": "List[EventName]",
        "from": "str",
        "to": "str",
        "chatId": "str",
        "dryRun": "bool",
    },
    total=False,
)


class Replay(_ReplayOptional):
    pass


class _ShownFilterRequired(TypedDict):
    chats: ChatKind
    """`people`: chats with one person. Events that belong to no chat are always delivered."""


class ShownFilter(_ShownFilterRequired, total=False):
    chatIds: List[str]
    """JIDs of chats; absent: of all. Events that belong to no chat are always delivered."""
    fromMe: bool
    """What the account itself did (true), or what others did (false); absent: both."""
    types: List[str]
    """Types of messages and posts; absent: all."""


class _SecretEndpointRequired(TypedDict):
    events: List[EventSelector]
    """The events that are delivered. `*`: all, except those that have to be asked for by name."""
    filter: Optional[ShownFilter]
    """Which of these events are delivered; null: all of them."""
    state: EndpointState
    """`held` and `paused` endpoints keep collecting events; `GET status` says more."""
    order: DeliveryOrder
    """`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others."""
    format: PayloadFormat
    """`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields."""
    concurrency: int
    """Largest number of requests at a time."""
    timeoutMs: int
    """How long the receiver may take to answer, in milliseconds."""
    createdAt: str
    """When the endpoint was created."""
    secret: str
    """The secret: the key for `X-Miaw-Signature`, together with the timestamp."""
    standardSecret: str
    """The secret as the libraries of Standard Webhooks take it: `whsec_` and the base64 of its bytes."""
    name: str
    """Name of the endpoint. The one that exists from the beginning is called `default`."""
    enabled: bool
    """Whether events are delivered."""
    headerNames: List[str]
    """Names of the headers that are added to every request. Their values may be secrets and are never shown."""
    ownSecret: bool
    """Whether a secret of its own signs the requests; otherwise `API_WEBHOOK_SECRET` does."""
    fromEnvironment: bool
    """Whether `url`, `events` and `enabled` come from the environment of the server, and cannot be changed here."""


class SecretEndpoint(_SecretEndpointRequired, total=False):
    url: Optional[str]
    """URL that receives the events; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token."""
    previousSecretUntil: str
    """Until when requests are also signed with the secret before the last rotation; absent if they are not."""
    warnings: List[str]
    """What is unwise about the configuration, such as a URL with plain http. Absent if there is nothing to report."""


class EndpointFilter(TypedDict, total=False):
    chats: ChatKind
    """Events of chats with one person, or of groups; status posts and channels are neither. Events that belong to no chat, such as
    `ready`, are always delivered."""
    chatIds: List[str]
    """Events of these chats: phone numbers, or JIDs of people, groups and channels. It does not matter whether you name the phone
    number or the LID of a person. Events that belong to no chat are always delivered."""
    fromMe: bool
    """true: events about what the account itself did; false: those about what others did. Events that have no `fromMe` are always
    delivered."""
    types: List[MessageType]
    """Messages and posts of these types. Events that are no messages are always delivered."""


class _CreateEndpointRequired(TypedDict):
    name: str
    """Name of your choice: 1 to 64 letters, digits, `-` or `_`, beginning with a letter or digit, but none of deliveries, pause, replay, resume, status. It cannot be changed."""
    url: str
    """URL that receives the events: http or https, without a user name or password."""


class CreateEndpoint(_CreateEndpointRequired, total=False):
    events: Optional[List[EventSelector]]
    """The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by
    name: `["*", "status_post"]`."""
    filter: Optional[EndpointFilter]
    """Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before."""
    enabled: bool
    """Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that."""
    order: DeliveryOrder
    """`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others."""
    headers: Dict[str, str]
    """Headers to add to every request. They replace all headers that were set before, and are never shown."""
    format: PayloadFormat
    """`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields."""
    concurrency: Optional[int]
    """Largest number of requests at a time. null: 8. One at a time with the order `strict`."""
    timeoutMs: Optional[int]
    """How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`."""
    secret: str
    """The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits."""


class _EndpointRequired(TypedDict):
    events: List[EventSelector]
    """The events that are delivered. `*`: all, except those that have to be asked for by name."""
    filter: Optional[ShownFilter]
    """Which of these events are delivered; null: all of them."""
    state: EndpointState
    """`held` and `paused` endpoints keep collecting events; `GET status` says more."""
    order: DeliveryOrder
    """`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others."""
    format: PayloadFormat
    """`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields."""
    concurrency: int
    """Largest number of requests at a time."""
    timeoutMs: int
    """How long the receiver may take to answer, in milliseconds."""
    createdAt: str
    """When the endpoint was created."""
    name: str
    """Name of the endpoint. The one that exists from the beginning is called `default`."""
    enabled: bool
    """Whether events are delivered."""
    headerNames: List[str]
    """Names of the headers that are added to every request. Their values may be secrets and are never shown."""
    ownSecret: bool
    """Whether a secret of its own signs the requests; otherwise `API_WEBHOOK_SECRET` does."""
    fromEnvironment: bool
    """Whether `url`, `events` and `enabled` come from the environment of the server, and cannot be changed here."""


class Endpoint(_EndpointRequired, total=False):
    url: Optional[str]
    """URL that receives the events; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token."""
    previousSecretUntil: str
    """Until when requests are also signed with the secret before the last rotation; absent if they are not."""
    warnings: List[str]
    """What is unwise about the configuration, such as a URL with plain http. Absent if there is nothing to report."""


class UpdateEndpoint(TypedDict, total=False):
    events: Optional[List[EventSelector]]
    """The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by
    name: `["*", "status_post"]`."""
    filter: Optional[EndpointFilter]
    """Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before."""
    enabled: bool
    """Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that."""
    order: DeliveryOrder
    """`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others."""
    headers: Dict[str, str]
    """Headers to add to every request. They replace all headers that were set before, and are never shown."""
    format: PayloadFormat
    """`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields."""
    concurrency: Optional[int]
    """Largest number of requests at a time. null: 8. One at a time with the order `strict`."""
    timeoutMs: Optional[int]
    """How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`."""
    url: Optional[str]
    """URL that receives the events: http or https, without a user name or password. null removes it."""


class RemovedEndpoint(TypedDict):
    removed: Literal[True]
    """Always true."""
    name: str
    """Name of the endpoint."""


class RotateSecret(TypedDict, total=False):
    secret: str
    """The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits."""
    graceSeconds: int
    """How long requests are signed with the secret until now, too, in seconds; 0: not at all."""


class PauseEndpoint(TypedDict, total=False):
    reason: str
    """Why, for people: it is shown with the endpoint."""


_GapRequired = TypedDict(
    "_GapRequired",
    {
        "from": "int",
        "to": "int",
    },
    total=True,
)


class Gap(_GapRequired):
    pass


class EventsPage(TypedDict):
    nextAfter: int
    """Pass it as `after` to get the next page."""
    lastSequence: int
    """Sequence of the newest event. If `nextAfter` equals it, there are no more events right now."""
    events: List[Event]
    """Sorted by `sequence`. If `types` matches few events, a page can be empty although more events follow; if events are large,
    it can have fewer than `limit`."""
    missing: List[Gap]
    """Sequences between `after` and `nextAfter` whose events are no longer kept."""


class NewKey(TypedDict):
    scopes: List[Scope]
    """What the key may do."""
    instances: Optional[List[str]]
    """Ids of the instances that it is for; null: all instances, also future ones."""
    expiresAt: Optional[str]
    """When it ends; null: never."""
    rateLimitPerMinute: Optional[int]
    """Largest number of requests per minute; 0: no limit; null: `RATE_LIMIT_PER_MINUTE`."""
    createdAt: str
    """When it was made."""
    lastUsedAt: Optional[str]
    """When it was last used, to the minute; null: never."""
    previousValidUntil: Optional[str]
    """Until when the key before the last rotation is valid, too; null: it is not."""
    key: str
    """The whole key. This is the only answer that contains it."""
    keyId: str
    """Id of the key: the 8 characters after `miaw_`. It is not secret."""
    name: str
    """What it is for."""
    createdBy: str
    """Id of the key that made it; `root` for the root key."""


class _CreateKeyRequired(TypedDict):
    name: str
    """What the key is for, for people: it is shown in the list and in the audit log."""


class CreateKey(_CreateKeyRequired, total=False):
    scopes: List[Scope]
    """What the key may do; see `docs/keys.md`."""
    preset: Literal["reader", "sender", "bot", "operator", "admin"]
    """A usual set of scopes, in addition to `scopes`; see `docs/keys.md`."""
    instances: Optional[List[str]]
    """Ids of the instances that the key is for, which need not exist yet. All others do not exist to its holder. null: all instances."""
    expiresAt: Optional[str]
    """When the key ends. null: never."""
    rateLimitPerMinute: Optional[int]
    """Largest number of requests per minute; 0: no limit. null: `RATE_LIMIT_PER_MINUTE`."""


class Key(TypedDict):
    scopes: List[Scope]
    """What the key may do."""
    instances: Optional[List[str]]
    """Ids of the instances that it is for; null: all instances, also future ones."""
    expiresAt: Optional[str]
    """When it ends; null: never."""
    rateLimitPerMinute: Optional[int]
    """Largest number of requests per minute; 0: no limit; null: `RATE_LIMIT_PER_MINUTE`."""
    createdAt: str
    """When it was made."""
    lastUsedAt: Optional[str]
    """When it was last used, to the minute; null: never."""
    previousValidUntil: Optional[str]
    """Until when the key before the last rotation is valid, too; null: it is not."""
    keyId: str
    """Id of the key: the 8 characters after `miaw_`. It is not secret."""
    name: str
    """What it is for."""
    createdBy: str
    """Id of the key that made it; `root` for the root key."""


class _KeysPageRequired(TypedDict):
    keys: List[Key]
    """Oldest first."""


class KeysPage(_KeysPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class UpdateKey(TypedDict, total=False):
    name: str
    """What the key is for."""
    scopes: List[Scope]
    """What the key may do; see `docs/keys.md`."""
    instances: Optional[List[str]]
    """Ids of the instances that the key is for, which need not exist yet. All others do not exist to its holder. null: all instances."""
    expiresAt: Optional[str]
    """When the key ends. null: never."""
    rateLimitPerMinute: Optional[int]
    """Largest number of requests per minute; 0: no limit. null: `RATE_LIMIT_PER_MINUTE`."""


class RotateKey(TypedDict, total=False):
    graceSeconds: int
    """How long the key until now stays valid, in seconds; 0: not at all."""


class RevokedKey(TypedDict):
    revoked: Literal[True]
    """Always true."""
    keyId: str
    """Id of the key."""


class OwnKey(TypedDict):
    scopes: List[Scope]
    """What the key may do."""
    instances: Optional[List[str]]
    """Ids of the instances that it is for; null: all instances, also future ones."""
    expiresAt: Optional[str]
    """When the key that was used ends, with a previous secret the end of the grace; null: never."""
    keyId: str
    """Id of the key; `root` for the root key."""
    name: str
    """What it is for."""


class _AuditEntryRequired(TypedDict):
    at: str
    """When it was answered."""
    status: int
    """Status of the answer."""
    keyId: str
    """Id of the key; `root` for the root key."""
    keyName: str
    """Name of the key at that time."""
    operation: str
    """Id of the operation in the OpenAPI document."""
    correlationId: str
    """`X-Request-Id` of the answer, and `requestId` in the log."""
    address: str
    """IP address of the caller, or of the proxy in front of this server."""


class AuditEntry(_AuditEntryRequired, total=False):
    instanceId: str
    """Id of the instance; absent if the request was about no instance."""
    target: str
    """What it was about: the ids in its path, or the recipient."""
    code: str
    """Error code of the answer; absent if it succeeded."""


class _AuditPageRequired(TypedDict):
    entries: List[AuditEntry]
    """Newest first."""


class AuditPage(_AuditPageRequired, total=False):
    nextCursor: str
    """Pass it as `cursor` to get the next page; absent on the last page."""


class NewBackup(TypedDict):
    sizeBytes: int
    """Size of the file, in bytes."""
    sha256: Optional[str]
    """SHA-256 of the file, in hex; null if the file beside it that says so is gone."""
    writtenAt: str
    """When it was written."""
    takenAt: str
    """Everything in the backup is as it was at this moment."""
    durationMs: int
    """How long it took, in milliseconds."""
    files: int
    """Files in it, the database included."""
    rows: int
    """Rows in the tables of the database, in total."""
    removed: List[str]
    """Older backups that were removed, because more than `BACKUP_KEEP` were there."""
    backupId: str
    """Id of the backup: the name of its file without `.tar`."""
    path: str
    """Path of the file on the server."""


class Backup(TypedDict):
    sizeBytes: int
    """Size of the file, in bytes."""
    sha256: Optional[str]
    """SHA-256 of the file, in hex; null if the file beside it that says so is gone."""
    writtenAt: str
    """When it was written."""
    backupId: str
    """Id of the backup: the name of its file without `.tar`."""
    path: str
    """Path of the file on the server."""


class InstanceCount(TypedDict):
    total: int
    """Number of all instances."""
    connected: int
    """Number of instances that are connected to WhatsApp."""


class Conversions(TypedDict):
    image: bool
    """Pictures that phones cannot show."""
    sticker: bool
    """Pictures to stickers."""
    audio: bool
    """Recordings; true if the server has ffmpeg."""
    video: bool
    """Videos; true if the server has ffmpeg."""


class Health(TypedDict):
    status: Literal["ok"]
    """Always `ok`."""
    uptimeSeconds: int
    """Seconds since the server started."""
    version: str
    """Version of the server."""
    instances: InstanceCount
    """Number of instances by state."""
    conversions: Conversions
    """Which kinds of files the server can convert."""


class Liveness(TypedDict):
    status: Literal["ok"]
    """Always `ok`."""


class Readiness(TypedDict):
    status: Literal["ready"]
    """Always `ready`."""
    freeBytes: int
    """Free space on the disk of `SESSION_PATH`, in bytes."""


class Node(TypedDict):
    startedAt: str
    """When it started."""
    state: NodeState
    """`draining`: it is about to end. `silent`: it gives no signs of life, and is about to lose its instances."""
    instances: int
    """Number of instances that it has."""
    id: str
    """Id of the server, for as long as its process runs."""
    url: str
    """Where the other servers reach it."""
    version: str
    """Its version."""
    self: bool
    """Whether it is the server that answers."""


class InstanceCreatedPayload(TypedDict, total=False):
    phone: str
    """Phone number of the only account that may be linked; absent if any may."""


class QrPayload(TypedDict):
    qr: str
    """Text of the QR code to scan."""
    expiresAt: float
    """When the code expires, in milliseconds since 1970."""


class PairingCodePayload(TypedDict):
    code: str
    """The eight characters to enter on the phone."""
    expiresAt: float
    """When the code expires, in milliseconds since 1970."""


class _PasskeyPayloadRequired(TypedDict):
    awaiting: PasskeyStep
    """What the link waits for. `credential`: an answer to `request`, see `POST passkey`. `phone`: the phone's answer.
    `confirmation`: somebody who compares `code` with the phone, see `POST passkey/confirm`. `pairing`: the end of the link."""
    expiresAt: float
    """When this step expires, in milliseconds since 1970."""


class PasskeyPayload(_PasskeyPayloadRequired, total=False):
    request: Dict[str, Any]
    """WebAuthn request options for `navigator.credentials.get`, while a credential is awaited."""
    code: str
    """The code that the phone shows as well, such as `ABCD-EFGH`, as soon as it is known."""


class _ReadyPayloadRequired(TypedDict):
    instanceId: str
    """Id of the instance."""
    connectedAt: float
    """When the instance was connected, in milliseconds since 1970."""
    phone: str
    """Phone number of the account, in digits."""


class ReadyPayload(_ReadyPayloadRequired, total=False):
    lid: str
    """JID of the account's LID, if WhatsApp mentions it."""
    name: str
    """Profile name of the account, if it is known yet."""


class AccountChangedPayload(TypedDict):
    phone: str
    """Phone number of the account that is linked now, in digits."""
    previousPhone: str
    """Phone number of the account that was linked before, in digits."""


_MessagePayloadRequired = TypedDict(
    "_MessagePayloadRequired",
    {
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class MessagePayload(_MessagePayloadRequired, total=False):
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""


class _MessageEditPayloadRequired(TypedDict):
    messageId: str
    """Id of the message that the event refers to."""
    chatId: str
    """JID of the chat."""
    targetKnown: bool
    """Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
    the message may be older than the link, or may never have been."""
    fromMe: bool
    """Whether it was done on another device of the instance's own account."""
    at: float
    """When it was done, in milliseconds since 1970."""


class MessageEditPayload(_MessageEditPayloadRequired, total=False):
    text: str
    """The new text; absent if it cannot be decrypted, for example because the original message is unknown."""
    calendarEvent: CalendarEvent
    """The event as it is now, if the message is one."""
    senderPhone: str
    """Phone number of the person who did it, in digits."""
    participant: str
    """JID of the person who did it, in groups, and for status posts."""


class _MessageDeletePayloadRequired(TypedDict):
    messageId: str
    """Id of the message that the event refers to."""
    chatId: str
    """JID of the chat."""
    targetKnown: bool
    """Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
    the message may be older than the link, or may never have been."""
    fromMe: bool
    """Whether it was done on another device of the instance's own account."""
    at: float
    """When it was done, in milliseconds since 1970."""


class MessageDeletePayload(_MessageDeletePayloadRequired, total=False):
    senderPhone: str
    """Phone number of the person who did it, in digits."""
    participant: str
    """JID of the person who did it, in groups, and for status posts."""


class _MessageReactionPayloadRequired(TypedDict):
    messageId: str
    """Id of the message that the event refers to."""
    chatId: str
    """JID of the chat."""
    targetKnown: bool
    """Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
    the message may be older than the link, or may never have been."""
    fromMe: bool
    """Whether it was done on another device of the instance's own account."""
    at: float
    """When it was done, in milliseconds since 1970."""


class MessageReactionPayload(_MessageReactionPayloadRequired, total=False):
    emoji: str
    """The emoji; empty if the reaction was removed. Absent if it cannot be decrypted, because the original message is
    unknown."""
    senderPhone: str
    """Phone number of the person who did it, in digits."""
    participant: str
    """JID of the person who did it, in groups, and for status posts."""


class _MessagePinnedPayloadRequired(TypedDict):
    pinned: bool
    """Whether the message is pinned now."""
    messageId: str
    """Id of the message that the event refers to."""
    chatId: str
    """JID of the chat."""
    targetKnown: bool
    """Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
    the message may be older than the link, or may never have been."""
    fromMe: bool
    """Whether it was done on another device of the instance's own account."""
    at: float
    """When it was done, in milliseconds since 1970."""


class MessagePinnedPayload(_MessagePinnedPayloadRequired, total=False):
    until: float
    """When the pin ends, in milliseconds since 1970; absent if it was removed, or if its sender set no end."""
    senderPhone: str
    """Phone number of the person who did it, in digits."""
    participant: str
    """JID of the person who did it, in groups, and for status posts."""


class _MessageKeptPayloadRequired(TypedDict):
    kept: bool
    """Whether the message is kept now. If not, it disappears."""
    messageId: str
    """Id of the message that the event refers to."""
    chatId: str
    """JID of the chat."""
    targetKnown: bool
    """Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
    the message may be older than the link, or may never have been."""
    fromMe: bool
    """Whether it was done on another device of the instance's own account."""
    at: float
    """When it was done, in milliseconds since 1970."""


class MessageKeptPayload(_MessageKeptPayloadRequired, total=False):
    senderPhone: str
    """Phone number of the person who did it, in digits."""
    participant: str
    """JID of the person who did it, in groups, and for status posts."""


class _PollVotePayloadRequired(TypedDict):
    messageId: str
    """Id of the message that the event refers to."""
    chatId: str
    """JID of the chat."""
    targetKnown: bool
    """Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
    the message may be older than the link, or may never have been."""
    fromMe: bool
    """Whether it was done on another device of the instance's own account."""
    at: float
    """When it was done, in milliseconds since 1970."""


class PollVotePayload(_PollVotePayloadRequired, total=False):
    options: List[str]
    """All options that are chosen now; empty if the vote was removed. Absent if they cannot be read, because the poll is
    unknown, or all of these options."""
    senderPhone: str
    """Phone number of the person who did it, in digits."""
    participant: str
    """JID of the person who did it, in groups, and for status posts."""


class _MessageStatusPayloadRequired(TypedDict):
    messageId: str
    """Id of the message, or of a change to a message (`operationId`)."""
    chatId: str
    """JID of the chat."""
    status: Literal["sent", "delivered", "read", "played", "failed"]
    """The new status."""
    at: float
    """When the status was reached, in milliseconds since 1970."""


class MessageStatusPayload(_MessageStatusPayloadRequired, total=False):
    clientReference: str
    """The `clientReference` of the request that sent it."""
    error: str
    """Why the message failed: WhatsApp's error code, or a word such as `instance_not_connected`. Absent otherwise."""
    serverId: float
    """Of a post that was sent: its number in the channel."""


class MessageReceiptPayload(TypedDict):
    messageId: str
    """Id of the message."""
    chatId: str
    """JID of the group."""
    participant: str
    """Phone JID of the person (a LID only while the phone is unknown)."""
    type: Literal["delivered", "read", "played"]
    """What happened to the message."""
    at: float
    """When it happened, in milliseconds since 1970."""


class _LinkedGroupRequired(TypedDict):
    groupJid: str
    """JID of the group."""


class LinkedGroup(_LinkedGroupRequired, total=False):
    name: str
    """Name of the group, if WhatsApp mentions it."""
    relation: str
    """What it is to the group of the event, in WhatsApp's words: `parent_group`, `sub_group` or `sibling_group`."""
    deactivated: bool
    """True: they no longer belong together because the community was deactivated."""


class GroupChanges(TypedDict, total=False):
    name: str
    """The new name."""
    description: str
    """The new description; empty if it was removed."""
    announce: bool
    """Only admins can send messages."""
    restrict: bool
    """Only admins can change name, description and picture."""
    membersCanAdd: bool
    """Members who are not admins can add people, too."""
    joinApproval: bool
    """An admin must approve people who join by the invite link."""
    disappearingSeconds: float
    """Seconds after which messages disappear; 0: never."""
    picture: ChangedOrRemoved
    """What happened to the picture."""
    inviteCode: str
    """The code of the new invite link. The previous link is invalid."""
    deleted: bool
    """The group was deleted."""
    suspended: bool
    """WhatsApp has suspended the group: nobody can send messages. False: it no longer is."""
    growthLocked: bool
    """Nobody can join by the invite link for some time, because too many did."""
    membersCanAddGroups: bool
    """In a community: members who are not admins can put groups into it."""
    linked: List[LinkedGroup]
    """Groups that now belong to a community together with this one."""
    unlinked: List[LinkedGroup]
    """Groups that no longer belong to a community together with this one."""
    other: List[str]
    """Changes without a field of their own, as WhatsApp names them."""


class _GroupUpdatePayloadRequired(TypedDict):
    groupJid: str
    """JID of the group."""
    changes: GroupChanges
    """What changed. Fields that did not change are absent."""


class GroupUpdatePayload(_GroupUpdatePayloadRequired, total=False):
    by: str
    """JID of the person who did it, if WhatsApp names one."""


class _GroupParticipantsPayloadRequired(TypedDict):
    groupJid: str
    """JID of the group."""
    action: Literal["join", "create", "add", "remove", "leave", "promote", "demote", "number_changed", "label"]
    """`create`: the group was just created with these people; `add`: somebody added them; `join`: they joined by the invite
    link, or an admin approved their request; `number_changed`: they have another phone number now; `label`: they call their role
    in the group something else now, see `label`."""
    participants: List[str]
    """Phone JIDs of these people (LIDs only while the phones are unknown)."""


class GroupParticipantsPayload(_GroupParticipantsPayloadRequired, total=False):
    by: str
    """JID of the person who did it, if WhatsApp names one."""
    previousParticipants: List[str]
    """Their previous JIDs, if `action` is `number_changed`."""
    label: str
    """What the member calls their role in the group, if `action` is `label`; empty if they removed it."""


class _GroupJoinRequestPayloadRequired(TypedDict):
    groupJid: str
    """JID of the group."""
    action: Literal["cancelled", "requested", "rejected"]
    """An approved request is a `group_participants` event with the action `join`."""
    participants: List[str]
    """Phone JIDs of those who asked (LIDs only while the phones are unknown)."""


class GroupJoinRequestPayload(_GroupJoinRequestPayloadRequired, total=False):
    by: str
    """JID of the person who did it, if WhatsApp names one: the one who asks, or the admin who decided."""
    method: str
    """How they asked: WhatsApp's own word, such as `invite_link` or `non_admin_add`."""


class _ContactUpdatePayloadRequired(TypedDict):
    jid: str
    """Phone JID of the person (a LID only while the phone is unknown): the new one, if the number changed."""
    at: float
    """When it changed, in milliseconds since 1970."""


class ContactUpdatePayload(_ContactUpdatePayloadRequired, total=False):
    previousJid: str
    """The previous JID, if the number changed."""
    name: str
    """What the person is called now. It is noticed when the person writes."""
    picture: ChangedOrRemoved
    """What happened to the profile picture."""
    about: str
    """The new about text; empty if it was removed."""
    identityChanged: bool
    """`true` if the person has another identity key, so another security code in the apps: WhatsApp was installed again or on
    another phone, or somebody else has taken over the number. Later messages are encrypted with the new key."""


class _BlocklistPayloadRequired(TypedDict):
    action: Literal["changed", "block", "unblock"]
    """What happened. `changed`: WhatsApp does not report how; read the blocklist."""


class BlocklistPayload(_BlocklistPayloadRequired, total=False):
    jid: str
    """Phone JID of the person (a LID only while the phone is unknown); absent if WhatsApp does not report who."""


class _HistoryPayloadRequired(TypedDict):
    chatId: str
    """JID of the chat."""
    requestId: str
    """The request, as its answer named it."""
    status: Literal["received", "unanswered"]
    """`received`: the phone has answered, and what it sent is stored. `unanswered`: it has not, because it is offline, for example."""


class HistoryPayload(_HistoryPayloadRequired, total=False):
    count: float
    """How many messages were stored that were not known before; absent if the phone has not answered."""
    more: bool
    """Whether the phone has still older ones; absent if it does not say."""


class _ChatUpdatePayloadRequired(TypedDict):
    chatId: str
    """JID of the chat."""
    at: float
    """When it was changed, in milliseconds since 1970."""


class ChatUpdatePayload(_ChatUpdatePayloadRequired, total=False):
    archived: bool
    """Whether it is archived."""
    pinned: bool
    """Whether it is pinned at the top of the list."""
    muted: bool
    """Whether it is muted."""
    mutedUntil: float
    """Until when it is muted, in milliseconds since 1970; absent if there is no end."""
    unread: bool
    """True: it was marked as unread. False: it was marked as read."""
    cleared: bool
    """Its messages were removed."""
    deleted: bool
    """It was deleted."""
    messageId: str
    """Id of the message that `starred` is about."""
    starred: bool
    """Whether the message is starred."""
    expiresIn: float
    """Seconds after which new messages disappear for both; 0: they stay."""


class _LabelPayloadRequired(TypedDict):
    labelId: str
    """Id of the label."""
    name: str
    """Its name."""
    color: float
    """Number of its color in WhatsApp's palette, from 0 to 19."""
    deleted: bool
    """Whether the label was deleted."""
    at: float
    """When it was changed, in milliseconds since 1970."""


class LabelPayload(_LabelPayloadRequired, total=False):
    predefinedId: float
    """WhatsApp's number of a label that it made itself, such as `New customer`; absent for all others."""


class _LabelAssignmentPayloadRequired(TypedDict):
    labelId: str
    """Id of the label."""
    chatId: str
    """JID of the chat."""
    assigned: bool
    """Whether the chat or message has the label now."""
    at: float
    """When it was changed, in milliseconds since 1970."""


class LabelAssignmentPayload(_LabelAssignmentPayloadRequired, total=False):
    messageId: str
    """Id of the message; absent if the chat itself has the label."""


class QuickReplyPayload(TypedDict):
    quickReplyId: str
    """Id of the quick reply."""
    shortcut: str
    """What is typed after `/` to use it."""
    message: str
    """The text."""
    keywords: List[str]
    """Words under which WhatsApp's apps find it."""
    deleted: bool
    """Whether it was deleted."""
    at: float
    """When it was changed, in milliseconds since 1970."""


_StatusPostPayloadRequired = TypedDict(
    "_StatusPostPayloadRequired",
    {
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class StatusPostPayload(_StatusPostPayloadRequired, total=False):
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""
    backgroundColor: str
    """Background of a text or voice note, as `#RRGGBB`."""
    font: str
    """Name of the font of a text. Absent if it is unknown to this version."""


class StatusDeletePayload(TypedDict):
    messageId: str
    """Id of the post."""
    participant: str
    """JID of its author (a LID only while the phone is unknown)."""
    fromMe: bool
    """Whether the account deleted it on another device."""
    at: float
    """When it was deleted, in milliseconds since 1970."""


class StatusViewPayload(TypedDict):
    messageId: str
    """Id of the post."""
    viewer: str
    """JID of the person (a LID only while the phone is unknown)."""
    at: float
    """When they viewed it, in milliseconds since 1970."""


_ChannelPostPayloadRequired = TypedDict(
    "_ChannelPostPayloadRequired",
    {
        "id": "str",
        "from": "str",
        "chatId": "str",
        "timestamp": "float",
        "isGroup": "bool",
        "fromMe": "bool",
        "type": "MessageType",
    },
    total=True,
)


class ChannelPostPayload(_ChannelPostPayloadRequired, total=False):
    senderPhone: str
    """The author's phone number in digits."""
    senderLid: str
    """JID of the author's LID, WhatsApp's address without a phone number."""
    senderName: str
    """The author's profile name."""
    username: str
    """The author's username, if WhatsApp gives one with the message."""
    participant: str
    """JID of the author, in groups; also of a bot that was asked in a chat with somebody else."""
    text: str
    """Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`."""
    caption: str
    """Caption of a file."""
    unavailable: UnavailableReason
    """Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
    once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
    decrypted. If its content arrives later, there is a second event with the same `id`."""
    media: MediaInfo
    """The file that came with the message. `GET …/messages/{messageId}/media` downloads it."""
    attachments: List[MediaInfo]
    """All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
    `GET …/messages/{messageId}/media?index=1` downloads the second."""
    location: LocationInfo
    """The place, if `type` is `location`, or a business shows one."""
    contacts: List[ContactCard]
    """The contact cards, if `type` is `contact`."""
    poll: PollInfo
    """The poll, if `type` is `poll`."""
    actions: List[MessageAction]
    """What a business offers."""
    choice: MessageChoice
    """What the sender chose or filled in, if `type` is `choice`."""
    order: OrderInfo
    """The order."""
    product: ProductInfo
    """The product."""
    payment: PaymentInfo
    """The payment."""
    groupInvite: GroupInvite
    """The group to which the account is invited, if `type` is `invite`."""
    channelInvite: ChannelInvite
    """The channel to which the account is invited, if `type` is `invite`."""
    calendarEvent: CalendarEvent
    """The event, if `type` is `event`."""
    notice: MessageNotice
    """The notice, if `type` is `notice`."""
    quoted: QuotedMessage
    """The message that is replied to."""
    parent: ParentMessage
    """The message to which this one belongs."""
    mentions: List[str]
    """JIDs of the people and groups mentioned."""
    mentionsAll: bool
    """Whether everyone in the group is mentioned."""
    forwarded: bool
    """Whether the message was forwarded."""
    forwardingScore: float
    """How often the message was forwarded, by WhatsApp's count: 127 if many times."""
    expiresIn: float
    """Seconds after which the message disappears."""
    referral: Referral
    """How the sender came to the chat, such as by an ad."""
    unknown: UnknownContent
    """What is known about a content of type `unknown`."""
    omitted: OmittedEntries
    """How many entries were left out of long lists. Absent if all are shown."""
    serverId: float
    """Number of the post in its channel."""


class ChannelRoleChange(TypedDict):
    person: str
    """Phone JID of the person (a LID only while the phone is unknown)."""
    isSelf: bool
    """Whether it is the account of the instance."""
    role: ChannelRole
    """The role. `guest`: the person does not follow the channel."""


class ChannelChanges(TypedDict, total=False):
    name: str
    """The name, after a change of name, description or picture."""
    description: str
    """The description, after a change of name, description or picture; empty if the channel has no description."""
    hasPicture: bool
    """Whether there is a picture, after a change of name, description or picture."""
    following: bool
    """Whether the account follows the channel now."""
    muted: bool
    """Whether the account has muted the channel."""
    state: ChannelState
    """`geosuspended`: not available in some countries. `unknown`: a state that this version does not know."""
    role: ChannelRoleChange
    """Somebody has another role now."""


class _ChannelUpdatePayloadRequired(TypedDict):
    channelJid: str
    """JID of the channel."""
    changes: ChannelChanges
    """What changed."""


class ChannelUpdatePayload(_ChannelUpdatePayloadRequired, total=False):
    by: str
    """JID of the person who did it, if WhatsApp names one."""


_CallPayloadRequired = TypedDict(
    "_CallPayloadRequired",
    {
        "callId": "str",
        "from": "str",
        "status": "Literal[\"rejected\", \"ringing\", \"accepted\", \"timeout\", \"ended\"]",
        "isVideo": "bool",
        "isGroup": "bool",
        "at": "float",
    },
    total=True,
)


class CallPayload(_CallPayloadRequired, total=False):
    missed: bool
    """Set if the call has ended and nobody accepted or rejected it, on any device of the account."""
    rejectedBy: Literal["request", "setting", "device"]
    """Who rejected it, if its status is `rejected`. `request`: a request to the API; `setting`: the setting `rejectCalls` of
    the instance; `device`: somebody on another device of the account."""


class _PresencePayloadRequired(TypedDict):
    jid: str
    """The chat: a phone JID in 1:1 (a LID only while the phone is unknown), a group JID in groups."""
    status: Literal["online", "offline", "typing", "recording", "paused"]
    """What the person does. `paused`: the person stopped typing or recording."""


class PresencePayload(_PresencePayloadRequired, total=False):
    participant: str
    """JID of the person, in groups."""
    lastSeen: float
    """When the person was last online, in milliseconds since 1970; absent if the person hides it."""


class ConnectionPayload(TypedDict):
    state: InstanceStatus
    """The new state. `qr_required`: a QR code or pairing code is waiting to be used. `passkey_required`: WhatsApp asks for the
    account's passkey."""


class _DisconnectedPayloadRequired(TypedDict):
    reason: str
    """Why the connection ended, as a word."""


class DisconnectedPayload(_DisconnectedPayloadRequired, total=False):
    code: float
    """WhatsApp's close code; absent if the connection ended without one."""
    until: float
    """When the instance connects again, in milliseconds since 1970, if it waits for hours: until a temporary ban ends, or
    because WhatsApp refuses this version. Absent in all other cases."""


class ReconnectingPayload(TypedDict):
    attempt: float
    """Number of the attempt since the connection was lost, from 1."""
    delayMs: float
    """Milliseconds until this attempt."""


class _AccountRestrictedPayloadRequired(TypedDict):
    kind: RestrictionKind
    """What is restricted. `reachout_timelock`: the account must not write to people it has no chat with.
    `new_chat_message_cap`: the account has used up its messages to new chats."""
    active: bool
    """False if the restriction was lifted."""
    details: RestrictionDetails
    """What else WhatsApp says about it."""


class AccountRestrictedPayload(_AccountRestrictedPayloadRequired, total=False):
    until: float
    """When the restriction ends, in milliseconds since 1970; absent if WhatsApp does not say so."""


class LoggedOutPayload(TypedDict):
    reason: str
    """Why the device was unlinked, as a word. `requested`: by `POST logout`. `logged_out`: on the phone, or by WhatsApp."""


class _InstanceDeletedPayloadRequired(TypedDict):
    loggedOut: bool
    """Whether the device was unlinked at WhatsApp with the deletion."""


class InstanceDeletedPayload(_InstanceDeletedPayloadRequired, total=False):
    phone: str
    """Phone number of the account that was linked; absent if none was."""


class ErrorPayload(TypedDict):
    error: str
    """What is wrong and what to do about it, for people; may change."""


class TestPayload(TypedDict):
    message: str
    """For people; may change."""


class _InstanceCreatedEventRequired(TypedDict):
    event: Literal["instance_created"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: InstanceCreatedPayload
    """What happened."""


class InstanceCreatedEvent(_InstanceCreatedEventRequired, total=False):
    """Sent when an instance was created."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _QrEventRequired(TypedDict):
    event: Literal["qr"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: QrPayload
    """What happened."""


class QrEvent(_QrEventRequired, total=False):
    """Sent when a QR code is ready to be scanned."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _PairingCodeEventRequired(TypedDict):
    event: Literal["pairing_code"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: PairingCodePayload
    """What happened."""


class PairingCodeEvent(_PairingCodeEventRequired, total=False):
    """Sent when a pairing code is ready to be entered on the phone."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _PasskeyEventRequired(TypedDict):
    event: Literal["passkey"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: PasskeyPayload
    """What happened."""


class PasskeyEvent(_PasskeyEventRequired, total=False):
    """Sent when WhatsApp asks for a passkey to link the device, and at each further step of such a link."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ReadyEventRequired(TypedDict):
    event: Literal["ready"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ReadyPayload
    """What happened."""


class ReadyEvent(_ReadyEventRequired, total=False):
    """Sent when the instance is connected and can send."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _AccountChangedEventRequired(TypedDict):
    event: Literal["account_changed"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: AccountChangedPayload
    """What happened."""


class AccountChangedEvent(_AccountChangedEventRequired, total=False):
    """Sent when the instance was linked to another account than before."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageEventRequired(TypedDict):
    event: Literal["message"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessagePayload
    """What happened."""


class MessageEvent(_MessageEventRequired, total=False):
    """Sent when somebody sent a message."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageSentEventRequired(TypedDict):
    event: Literal["message_sent"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessagePayload
    """What happened."""


class MessageSentEvent(_MessageSentEventRequired, total=False):
    """Sent when the account sent a message from its phone, or from another linked device."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageEditEventRequired(TypedDict):
    event: Literal["message_edit"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessageEditPayload
    """What happened."""


class MessageEditEvent(_MessageEditEventRequired, total=False):
    """Sent when a message was edited."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageDeleteEventRequired(TypedDict):
    event: Literal["message_delete"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessageDeletePayload
    """What happened."""


class MessageDeleteEvent(_MessageDeleteEventRequired, total=False):
    """Sent when a message was deleted for everyone."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageReactionEventRequired(TypedDict):
    event: Literal["message_reaction"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessageReactionPayload
    """What happened."""


class MessageReactionEvent(_MessageReactionEventRequired, total=False):
    """Sent when somebody reacted to a message, or removed a reaction."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessagePinnedEventRequired(TypedDict):
    event: Literal["message_pinned"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessagePinnedPayload
    """What happened."""


class MessagePinnedEvent(_MessagePinnedEventRequired, total=False):
    """Sent when somebody pinned a message for everyone, or removed the pin."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageKeptEventRequired(TypedDict):
    event: Literal["message_kept"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessageKeptPayload
    """What happened."""


class MessageKeptEvent(_MessageKeptEventRequired, total=False):
    """Sent when somebody kept a disappearing message for everyone, or no longer keeps it."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _PollVoteEventRequired(TypedDict):
    event: Literal["poll_vote"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: PollVotePayload
    """What happened."""


class PollVoteEvent(_PollVoteEventRequired, total=False):
    """Sent when somebody voted in a poll, or changed a vote."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageStatusEventRequired(TypedDict):
    event: Literal["message_status"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessageStatusPayload
    """What happened."""


class MessageStatusEvent(_MessageStatusEventRequired, total=False):
    """Sent when the status of a message of yours changed, or sending it failed."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _MessageReceiptEventRequired(TypedDict):
    event: Literal["message_receipt"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: MessageReceiptPayload
    """What happened."""


class MessageReceiptEvent(_MessageReceiptEventRequired, total=False):
    """Sent when somebody in a group received, read or played a message of yours."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _GroupUpdateEventRequired(TypedDict):
    event: Literal["group_update"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: GroupUpdatePayload
    """What happened."""


class GroupUpdateEvent(_GroupUpdateEventRequired, total=False):
    """Sent when the name, picture or settings of a group changed."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _GroupParticipantsEventRequired(TypedDict):
    event: Literal["group_participants"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: GroupParticipantsPayload
    """What happened."""


class GroupParticipantsEvent(_GroupParticipantsEventRequired, total=False):
    """Sent when somebody joined or left a group, or became or is no longer an admin."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _GroupJoinRequestEventRequired(TypedDict):
    event: Literal["group_join_request"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: GroupJoinRequestPayload
    """What happened."""


class GroupJoinRequestEvent(_GroupJoinRequestEventRequired, total=False):
    """Sent when somebody asked to join a group of which the account is an admin, or took the request back, or was rejected."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ContactUpdateEventRequired(TypedDict):
    event: Literal["contact_update"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ContactUpdatePayload
    """What happened."""


class ContactUpdateEvent(_ContactUpdateEventRequired, total=False):
    """Sent when somebody changed their phone number, name, profile picture, about text or identity key."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _BlocklistEventRequired(TypedDict):
    event: Literal["blocklist"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: BlocklistPayload
    """What happened."""


class BlocklistEvent(_BlocklistEventRequired, total=False):
    """Sent when the account blocked or unblocked somebody on its phone or on another linked device."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _HistoryEventRequired(TypedDict):
    event: Literal["history"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: HistoryPayload
    """What happened."""


class HistoryEvent(_HistoryEventRequired, total=False):
    """Sent when the phone has answered a request for older messages of a chat, or has not in time."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ChatUpdateEventRequired(TypedDict):
    event: Literal["chat_update"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ChatUpdatePayload
    """What happened."""


class ChatUpdateEvent(_ChatUpdateEventRequired, total=False):
    """Sent when a chat was archived, pinned, muted, marked as unread, cleared or deleted, or a message starred, on the phone or another linked device, or the disappearing timer of a chat with one person was changed."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _LabelEventRequired(TypedDict):
    event: Literal["label"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: LabelPayload
    """What happened."""


class LabelEvent(_LabelEventRequired, total=False):
    """Sent when a label was created, changed or deleted on the phone, or on another linked device."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _LabelAssignmentEventRequired(TypedDict):
    event: Literal["label_assignment"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: LabelAssignmentPayload
    """What happened."""


class LabelAssignmentEvent(_LabelAssignmentEventRequired, total=False):
    """Sent when a label was put on a chat or message, or taken off, on the phone or another linked device."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _QuickReplyEventRequired(TypedDict):
    event: Literal["quick_reply"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: QuickReplyPayload
    """What happened."""


class QuickReplyEvent(_QuickReplyEventRequired, total=False):
    """Sent when a quick reply was created, changed or deleted on the phone, or on another linked device."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _StatusPostEventRequired(TypedDict):
    event: Literal["status_post"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: StatusPostPayload
    """What happened."""


class StatusPostEvent(_StatusPostEventRequired, total=False):
    """Sent when somebody posts to their status."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _StatusDeleteEventRequired(TypedDict):
    event: Literal["status_delete"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: StatusDeletePayload
    """What happened."""


class StatusDeleteEvent(_StatusDeleteEventRequired, total=False):
    """Sent when somebody deletes a status post."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _StatusViewEventRequired(TypedDict):
    event: Literal["status_view"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: StatusViewPayload
    """What happened."""


class StatusViewEvent(_StatusViewEventRequired, total=False):
    """Sent when somebody views a status post of the account for the first time."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ChannelPostEventRequired(TypedDict):
    event: Literal["channel_post"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ChannelPostPayload
    """What happened."""


class ChannelPostEvent(_ChannelPostEventRequired, total=False):
    """Sent when a channel that the account follows has a new post."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ChannelUpdateEventRequired(TypedDict):
    event: Literal["channel_update"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ChannelUpdatePayload
    """What happened."""


class ChannelUpdateEvent(_ChannelUpdateEventRequired, total=False):
    """Sent when a channel that the account follows was changed or deleted, or its role or settings in it were changed."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _CallEventRequired(TypedDict):
    event: Literal["call"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: CallPayload
    """What happened."""


class CallEvent(_CallEventRequired, total=False):
    """Sent when a call comes in, or its status changes."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _PresenceEventRequired(TypedDict):
    event: Literal["presence"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: PresencePayload
    """What happened."""


class PresenceEvent(_PresenceEventRequired, total=False):
    """Sent when somebody goes online or offline, types or records."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ConnectionEventRequired(TypedDict):
    event: Literal["connection"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ConnectionPayload
    """What happened."""


class ConnectionEvent(_ConnectionEventRequired, total=False):
    """Sent when the state of the connection changed."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _DisconnectedEventRequired(TypedDict):
    event: Literal["disconnected"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: DisconnectedPayload
    """What happened."""


class DisconnectedEvent(_DisconnectedEventRequired, total=False):
    """Sent when the connection ended."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ReconnectingEventRequired(TypedDict):
    event: Literal["reconnecting"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ReconnectingPayload
    """What happened."""


class ReconnectingEvent(_ReconnectingEventRequired, total=False):
    """Sent when the next attempt to connect is scheduled."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _AccountRestrictedEventRequired(TypedDict):
    event: Literal["account_restricted"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: AccountRestrictedPayload
    """What happened."""


class AccountRestrictedEvent(_AccountRestrictedEventRequired, total=False):
    """Sent when WhatsApp restricts what the account may do, or lifts a restriction."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _LoggedOutEventRequired(TypedDict):
    event: Literal["logged_out"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: LoggedOutPayload
    """What happened."""


class LoggedOutEvent(_LoggedOutEventRequired, total=False):
    """Sent when the device was unlinked from the account."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _InstanceDeletedEventRequired(TypedDict):
    event: Literal["instance_deleted"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: InstanceDeletedPayload
    """What happened."""


class InstanceDeletedEvent(_InstanceDeletedEventRequired, total=False):
    """Sent when an instance was deleted: it is the last event of the instance."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _ErrorEventRequired(TypedDict):
    event: Literal["error"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: ErrorPayload
    """What happened."""


class ErrorEvent(_ErrorEventRequired, total=False):
    """Sent when the instance has a fault that needs attention."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class _TestEventRequired(TypedDict):
    event: Literal["test"]
    """Name of the event."""
    instanceId: str
    """Id of the instance."""
    timestamp: int
    """When the event happened, in milliseconds since 1970."""
    id: str
    """Id of the event."""
    sequence: int
    """Number of the event within its instance, from 1, without gaps; 0 for tests and examples, which are not in the event log."""
    data: TestPayload
    """What happened."""


class TestEvent(_TestEventRequired, total=False):
    """Sent when `POST webhook/test` was called without another event."""

    metadata: Dict[str, str]
    """What was noted about the instance when the event happened; absent if nothing was, and in tests."""


class ErrorEnvelope(TypedDict):
    success: Literal[False]
    """Always false"""
    error: ErrorEnvelopeError
    """What went wrong"""


class _ErrorEnvelopeErrorRequired(TypedDict):
    code: ErrorCode
    """For programs; stable"""
    message: str
    """For people; may change"""
    correlationId: str
    """Id of the request in the server's log, also in the header X-Request-Id"""


class ErrorEnvelopeError(_ErrorEnvelopeErrorRequired, total=False):
    """What went wrong"""

    details: ErrorEnvelopeErrorDetails
    """Details of the error, depending on `code`"""


class ErrorEnvelopeErrorDetails(TypedDict, total=False):
    """Details of the error, depending on `code`"""

    fields: List[ErrorEnvelopeErrorDetailsFieldsItem]
    """With `INVALID_REQUEST`: the invalid fields"""
    outcome: Literal["not_sent", "unknown"]
    """`not_sent`: the request had no effect and will not have any. `unknown`: it may have had an effect"""


class ErrorEnvelopeErrorDetailsFieldsItem(TypedDict):
    field: str
    """Path of the field"""
    reason: str
    """What is wrong with the field"""


Event = Union["InstanceCreatedEvent", "QrEvent", "PairingCodeEvent", "PasskeyEvent", "ReadyEvent", "AccountChangedEvent", "MessageEvent", "MessageSentEvent", "MessageEditEvent", "MessageDeleteEvent", "MessageReactionEvent", "MessagePinnedEvent", "MessageKeptEvent", "PollVoteEvent", "MessageStatusEvent", "MessageReceiptEvent", "GroupUpdateEvent", "GroupParticipantsEvent", "GroupJoinRequestEvent", "ContactUpdateEvent", "BlocklistEvent", "HistoryEvent", "ChatUpdateEvent", "LabelEvent", "LabelAssignmentEvent", "QuickReplyEvent", "StatusPostEvent", "StatusDeleteEvent", "StatusViewEvent", "ChannelPostEvent", "ChannelUpdateEvent", "CallEvent", "PresenceEvent", "ConnectionEvent", "DisconnectedEvent", "ReconnectingEvent", "AccountRestrictedEvent", "LoggedOutEvent", "InstanceDeletedEvent", "ErrorEvent", "TestEvent"]
"""An event, with the fields that receivers get. `event` determines the payload."""

Scope = Literal["instances:read", "instances:connect", "instances:admin", "messages:read", "messages:send", "chats:read", "chats:write", "contacts:read", "contacts:write", "groups:read", "groups:write", "profile:write", "business:read", "business:write", "webhooks:read", "webhooks:write", "webhooks:replay", "events:read", "keys:admin", "metrics:read", "audit:read"]
"""What the key may do."""

NodeState = Literal["live", "draining", "silent"]
"""`draining`: it is about to end. `silent`: it gives no signs of life, and is about to lose its instances."""

AckStatus = Literal["sent", "pending"]

AlbumItemType = Literal["image", "video"]

AutoRead = Literal["none", "all", "people", "groups"]

CallExemption = Literal["contacts", "groups"]

CallKind = Literal["audio", "video"]

ChangedOrRemoved = Literal["changed", "removed"]

ChannelRole = Literal["owner", "admin", "subscriber", "guest"]

ChannelState = Literal["active", "suspended", "geosuspended", "deleted", "unknown"]

ChatKind = Literal["all", "people", "groups"]

DeliveryOrder = Literal["chat", "strict"]

DeliveryState = Literal["pending", "delivered", "parked"]

DisappearingSeconds = Literal[0, 86400, 604800, 7776000]

EndpointState = Literal["active", "held", "paused", "off"]

ErrorCode = Literal["INVALID_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "INSTANCE_NOT_FOUND", "MESSAGE_NOT_FOUND", "CONTACT_NOT_FOUND", "GROUP_NOT_FOUND", "COMMUNITY_NOT_FOUND", "PRODUCT_NOT_FOUND", "ORDER_NOT_FOUND", "CHANNEL_NOT_FOUND", "LABEL_NOT_FOUND", "KEY_NOT_FOUND", "CALL_NOT_FOUND", "QUICK_REPLY_NOT_FOUND", "BACKUP_NOT_FOUND", "DELIVERY_NOT_FOUND", "ENDPOINT_NOT_FOUND", "METHOD_NOT_ALLOWED", "CONFLICT", "INSTANCE_ALREADY_EXISTS", "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "IDEMPOTENCY_KEY_REUSED", "MEDIA_FETCH_FAILED", "NOT_SUPPORTED", "CONVERSION_UNAVAILABLE", "RATE_LIMITED", "INTERNAL_ERROR", "WHATSAPP_ERROR", "WEBHOOK_FAILED", "INSTANCE_NOT_CONNECTED", "NOT_READY", "INSUFFICIENT_STORAGE", "UPSTREAM_TIMEOUT"]

EventName = Literal["instance_created", "qr", "pairing_code", "passkey", "ready", "account_changed", "message", "message_sent", "message_edit", "message_delete", "message_reaction", "message_pinned", "message_kept", "poll_vote", "message_status", "message_receipt", "group_update", "group_participants", "group_join_request", "contact_update", "blocklist", "history", "chat_update", "label", "label_assignment", "quick_reply", "status_post", "status_delete", "status_view", "channel_post", "channel_update", "call", "presence", "connection", "disconnected", "reconnecting", "account_restricted", "logged_out", "instance_deleted", "error", "test"]

EventSelector = Literal["*", "instance_created", "qr", "pairing_code", "passkey", "ready", "account_changed", "message", "message_sent", "message_edit", "message_delete", "message_reaction", "message_pinned", "message_kept", "poll_vote", "message_status", "message_receipt", "group_update", "group_participants", "group_join_request", "contact_update", "blocklist", "history", "chat_update", "label", "label_assignment", "quick_reply", "status_post", "status_delete", "status_view", "channel_post", "channel_update", "call", "presence", "connection", "disconnected", "reconnecting", "account_restricted", "logged_out", "instance_deleted", "error", "test"]

InstanceStatus = Literal["disconnected", "connecting", "qr_required", "passkey_required", "connected", "reconnecting"]

MessageStatus = Literal["pending", "sent", "delivered", "read", "played", "failed"]

MessageType = Literal["text", "image", "video", "audio", "document", "sticker", "location", "contact", "poll", "event", "order", "product", "payment", "invite", "sticker_pack", "choice", "interactive", "notice", "unknown"]

OpeningMode = Literal["specific_hours", "open_24h", "appointment_only"]

PasskeyStep = Literal["credential", "phone", "confirmation", "pairing"]

PayloadFormat = Literal["miaw", "evolution", "waha"]

PrivacyAudience = Literal["all", "contacts", "contact_blacklist", "none"]

RestrictionKind = Literal["reachout_timelock", "new_chat_message_cap"]

ScheduledState = Literal["scheduled", "sent", "failed", "cancelled"]

SendStatus = Literal["sent", "pending", "scheduled"]

SentItemStatus = Literal["sent", "pending", "scheduled", "failed"]

StatusAudienceKind = Literal["contacts", "contacts_except", "only"]

UnavailableReason = Literal["view_once", "masked", "not_decrypted"]

Weekday = Literal["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
