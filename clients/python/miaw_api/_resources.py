"""The operations of the API, in groups. Generated from openapi.json."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Literal, Optional, Sequence, Union

from . import types as t
from ._caller import ABSENT, Caller, Download, segment
from ._files import File
from ._pages import Pages


class MessagesApi:
    """Messages of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def send_text(
        self,
        *,
        to: str,
        text: str,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        link_preview: Union[bool, t.LinkPreview] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a text message.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            text: Text of the message.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            link_preview: The preview of a link in the text. `true`: the server fetches the page of the first link, which takes up to five seconds; if that fails, the text is sent without preview and the answer has a warning. An object: the preview as you describe it, nothing is fetched. Default: no preview.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/text",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "text": text,
                "linkPreview": link_preview,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_image(
        self,
        *,
        to: str,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        caption: str = ABSENT,
        convert: bool = ABSENT,
        view_once: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send an image.

        Accepts JPEG and PNG. To upload the file itself, use `send_image_upload`.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            caption: Text that is shown with the file.
            convert: Convert the file if phones cannot show it as it is. WebP, AVIF, TIFF and GIF become JPEG, or PNG if they have transparent parts. Default: false.
            view_once: The recipient can open the image only once. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/image",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "caption": caption,
                "convert": convert,
                "viewOnce": view_once,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_image_upload(
        self,
        *,
        to: str,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        caption: str = ABSENT,
        convert: bool = ABSENT,
        view_once: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send an image (file upload).

        Accepts JPEG and PNG. Does what `send_image` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            caption: Text that is shown with the file.
            convert: Convert the file if phones cannot show it as it is. WebP, AVIF, TIFF and GIF become JPEG, or PNG if they have transparent parts. Default: false.
            view_once: The recipient can open the image only once. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/image/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "caption": caption,
                "convert": convert,
                "viewOnce": view_once,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_video(
        self,
        *,
        to: str,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        convert: bool = ABSENT,
        caption: str = ABSENT,
        view_once: bool = ABSENT,
        gif_playback: bool = ABSENT,
        ptv: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a video.

        Accepts MP4 and 3GP, with H.264 video and AAC audio; with `convert`, other videos and GIFs. `ptv` sends a video note. To upload the file itself, use `send_video_upload`.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            convert: Convert the file if phones cannot show it as it is. Videos become MP4 with H.264 and AAC, of at most 1280 pixels per side, and animated GIFs videos that loop. Needs ffmpeg. Default: false.
            caption: Text that is shown with the video. Not allowed with `ptv`.
            view_once: The recipient can open the video only once. Default: false. Not allowed with `ptv`.
            gif_playback: The video loops like an animated image. Default: false. Not allowed with `ptv`.
            ptv: Send a video note, which is shown as a circle. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/video",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "convert": convert,
                "caption": caption,
                "viewOnce": view_once,
                "gifPlayback": gif_playback,
                "ptv": ptv,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_video_upload(
        self,
        *,
        to: str,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        convert: bool = ABSENT,
        caption: str = ABSENT,
        view_once: bool = ABSENT,
        gif_playback: bool = ABSENT,
        ptv: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a video (file upload).

        Accepts MP4 and 3GP, with H.264 video and AAC audio; with `convert`, other videos and GIFs. `ptv` sends a video note. Does what `send_video` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            convert: Convert the file if phones cannot show it as it is. Videos become MP4 with H.264 and AAC, of at most 1280 pixels per side, and animated GIFs videos that loop. Needs ffmpeg. Default: false.
            caption: Text that is shown with the video. Not allowed with `ptv`.
            view_once: The recipient can open the video only once. Default: false. Not allowed with `ptv`.
            gif_playback: The video loops like an animated image. Default: false. Not allowed with `ptv`.
            ptv: Send a video note, which is shown as a circle. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/video/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "convert": convert,
                "caption": caption,
                "viewOnce": view_once,
                "gifPlayback": gif_playback,
                "ptv": ptv,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_audio(
        self,
        *,
        to: str,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        convert: bool = ABSENT,
        ptt: bool = ABSENT,
        view_once: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send audio or a voice note.

        Accepts Ogg with Opus, MP3, M4A, AAC, AMR and WAV; with `convert`, other recordings. A voice note (`ptt`) must be Ogg with Opus, or be converted. To upload the file itself, use `send_audio_upload`.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            convert: Convert the file if phones cannot show it as it is. Recordings, and the sound of videos, become Ogg with Opus, as voice notes need it. Needs ffmpeg. Default: false.
            ptt: Send a voice note, which must be Ogg with Opus, or be converted: phones cannot play any other. Default: false.
            view_once: The recipient can listen to the audio only once. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/audio",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "convert": convert,
                "ptt": ptt,
                "viewOnce": view_once,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_audio_upload(
        self,
        *,
        to: str,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        convert: bool = ABSENT,
        ptt: bool = ABSENT,
        view_once: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send audio or a voice note (file upload).

        Accepts Ogg with Opus, MP3, M4A, AAC, AMR and WAV; with `convert`, other recordings. A voice note (`ptt`) must be Ogg with Opus, or be converted. Does what `send_audio` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            convert: Convert the file if phones cannot show it as it is. Recordings, and the sound of videos, become Ogg with Opus, as voice notes need it. Needs ffmpeg. Default: false.
            ptt: Send a voice note, which must be Ogg with Opus, or be converted: phones cannot play any other. Default: false.
            view_once: The recipient can listen to the audio only once. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/audio/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "convert": convert,
                "ptt": ptt,
                "viewOnce": view_once,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_document(
        self,
        *,
        to: str,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a document.

        Accepts any type of file. To upload the file itself, use `send_document_upload`.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            caption: Text that is shown with the file.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/document",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "caption": caption,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_document_upload(
        self,
        *,
        to: str,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a document (file upload).

        Accepts any type of file. Does what `send_document` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            caption: Text that is shown with the file.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/document/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "caption": caption,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_sticker(
        self,
        *,
        to: str,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        convert: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a sticker.

        Accepts WebP. The picture should be 512 by 512 pixels. To upload the file itself, use `send_sticker_upload`.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            convert: Convert the file if phones cannot show it as it is. Pictures become WebP of 512 by 512 pixels, animated if they are. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/sticker",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "convert": convert,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_sticker_upload(
        self,
        *,
        to: str,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        convert: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a sticker (file upload).

        Accepts WebP. The picture should be 512 by 512 pixels. Does what `send_sticker` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            convert: Convert the file if phones cannot show it as it is. Pictures become WebP of 512 by 512 pixels, animated if they are. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/sticker/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "convert": convert,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_location(
        self,
        *,
        to: str,
        latitude: float,
        longitude: float,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        name: str = ABSENT,
        address: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a location.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            latitude: Latitude in degrees; north is positive.
            longitude: Longitude in degrees; east is positive.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            name: Name of the place.
            address: Address of the place.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/location",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "latitude": latitude,
                "longitude": longitude,
                "name": name,
                "address": address,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_contact(
        self,
        *,
        to: str,
        contacts: List[t.ContactToSend],
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send contact cards.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            contacts: The cards to send.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/contact",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "contacts": contacts,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_poll(
        self,
        *,
        to: str,
        name: str,
        options: List[str],
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        selectable_count: int = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a poll.

        Votes arrive as `poll_vote` events.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            name: The question.
            options: The options to choose from, all different.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            selectable_count: How many options a person may choose, at most the number of options; 0: any number.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/poll",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "name": name,
                "options": options,
                "selectableCount": selectable_count,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_album(
        self,
        *,
        to: str,
        items: List[t.AlbumItem],
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.AlbumResult:
        """Send an album.

        Sends several pictures and videos, which phones show together. Each is a message of its own, with its own id and its own result. All files are received before the first is sent. The answer is an error only if none of them could be sent. To upload the file itself, use `send_album_upload`.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            items: The pictures and videos, in their order. Together they may have `MEDIA_MAX_BYTES`.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.AlbumResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/album",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "items": items,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_album_upload(
        self,
        *,
        to: str,
        items: List[t.AlbumItemFields],
        media: Sequence[File],
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.AlbumResult:
        """Send an album (file upload).

        Sends several pictures and videos, which phones show together. Each is a message of its own, with its own id and its own result. All files are received before the first is sent. The answer is an error only if none of them could be sent. Does what `send_album` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            items: What each of the files is, in their order.
            media: The files, each a part of its own, in the order of `items`
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.AlbumResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/album/upload",
            form={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "items": items,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_event(
        self,
        *,
        to: str,
        name: str,
        starts_at: Union[str, datetime],
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        description: str = ABSENT,
        ends_at: Union[str, datetime] = ABSENT,
        location: t.EventLocation = ABSENT,
        call: t.CallKind = ABSENT,
        join_link: str = ABSENT,
        guests_allowed: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a calendar event.

        Answers arrive as `message` events with a `choice` of the kind `event`. With `call`, the server has WhatsApp make a link when the request arrives, also if the message is scheduled, so the instance must be connected then.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            name: Name of the event.
            starts_at: When it begins.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            description: What it is about.
            ends_at: When it ends, after `starts_at`.
            location: Where it takes place.
            call: Make a link by which people join a call of WhatsApp. The instance must be connected for it.
            join_link: The link by which people join, if it exists already. Not allowed with `call`.
            guests_allowed: Whether people may bring guests. Default: false.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/event",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "name": name,
                "description": description,
                "startsAt": starts_at,
                "endsAt": ends_at,
                "location": location,
                "call": call,
                "joinLink": join_link,
                "guestsAllowed": guests_allowed,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_group_invite(
        self,
        *,
        to: str,
        group_jid: str,
        invite_code: str,
        expires_at: Union[str, datetime],
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        group_name: str = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send somebody an invitation to a group.

        For people whom the account may not add: the result of adding them has `invitation`, which only they can use. To invite anybody, send the link of `GET groups/{groupJid}/invite` as a text.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            group_jid: JID of the group.
            invite_code: The code of the invitation, from `invitation` in the result of adding this person.
            expires_at: When the invitation ends, from the same place. An invitation that has expired is not sent.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            group_name: Name of the group, which the message shows. Default: WhatsApp is asked for it.
            caption: A text below the name.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/group-invite",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "groupJid": group_jid,
                "inviteCode": invite_code,
                "expiresAt": expires_at,
                "groupName": group_name,
                "caption": caption,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def send_product(
        self,
        *,
        to: str,
        product_id: str,
        quoted_message_id: str = ABSENT,
        mentions: List[str] = ABSENT,
        mentions_all: bool = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        seller: str = ABSENT,
        body: str = ABSENT,
        footer: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.SendOrScheduleResult:
        """Send a product of a catalog.

        Sends a product as a card with its first picture. The product is read when the request arrives, also if the message is scheduled, so the instance must be connected then.

        Args:
            to: The recipient: a phone number with country code, or the JID of a person or group. Texts, images, videos and polls can also be posted in a channel, by its JID.
            product_id: Id of the product.
            quoted_message_id: Id of the message to reply to.
            mentions: The people to mention: phone numbers with country code, or JIDs. A mention is shown as a name where the text contains `@` and the digits of the number or JID. In a group that names its members by LID, both become the LID.
            mentions_all: Mention all members of the group, as `@all` does on phones. Only for groups. Default: false.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            seller: The business that sells it: a phone number with country code, or a JID. Default: the account itself.
            body: Text below the product.
            footer: Small text at the end.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.SendOrScheduleResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/product",
            body={
                "to": to,
                "quotedMessageId": quoted_message_id,
                "mentions": mentions,
                "mentionsAll": mentions_all,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "productId": product_id,
                "seller": seller,
                "body": body,
                "footer": footer,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def search_messages(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        search: str = ABSENT,
        from_: str = ABSENT,
        type: str = ABSENT,
        from_me: Literal["true", "false"] = ABSENT,
        starred: Literal["true", "false"] = ABSENT,
        after: Union[str, datetime] = ABSENT,
        before: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.MessagesPage, t.FoundMessage]:
        """Search messages.

        Messages of all chats that meet all conditions, without those that were deleted. Without a condition, all messages are listed.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            search: Words that the message contains: in its text or caption, the name of its file, place or contact, or the options of its poll. Each word finds what begins so; words in double quotes must follow each other. Upper and lower case and accents of Latin letters do not matter.
            from_: The author: a phone number with country code, or a JID.
            type: Return only messages of these types, separated by commas.
            from_me: `true`: messages of the account only. `false`: all others.
            starred: `true`: starred messages only. `false`: all others.
            after: Return only messages from this time on, to the second.
            before: Return only messages before this time, to the second.
            chat_id: The chat: a phone number with country code, or a JID.
        """
        _answer: Pages[t.MessagesPage, t.FoundMessage] = self._caller.pages(
            "messages",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/messages",
            query={
                "limit": limit,
                "cursor": cursor,
                "search": search,
                "from": from_,
                "type": type,
                "fromMe": from_me,
                "starred": starred,
                "after": after,
                "before": before,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def get_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Message:
        """Get a message.

        For a message that the instance sent, `status` reports how far it got.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.Message = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def edit_message(
        self,
        message_id: str,
        *,
        text: str,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Edit a message.

        Changes the text of one of the instance's own messages, or the caption of a file, within 15 minutes of sending it.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            text: The new text or, for a message with a file, the new caption.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}",
            body={
                "text": text,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def delete_message(
        self,
        message_id: str,
        *,
        scope: Literal["everyone", "me"] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Delete a message.

        By default, deletes a message for everyone in its chat: one of the instance's own or, in a group that the account administers, anyone's. `scope=me` deletes any message, but only on the account's own devices.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            scope: `everyone`: delete the message for everyone in the chat. `me`: delete it on the account's own devices only.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}",
            query={
                "scope": scope,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def react_to_message(
        self,
        message_id: str,
        *,
        emoji: str,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """React to a message.

        Sets the reaction of the account to a message, or removes it.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            emoji: One emoji. An empty string removes the reaction.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/reaction",
            body={
                "emoji": emoji,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def vote_in_poll(
        self,
        message_id: str,
        *,
        options: List[str],
        chat_id: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Vote in a poll.

        Sets the vote of the account in a poll, its own or somebody else's. If the account has no secret of the poll, for example because the poll is older than the link of the instance, the answer is 409.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            options: The options to choose, as the poll has them: at most as many as it allows. These replace an earlier vote; an empty list withdraws it.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.ChangeResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/vote",
            body={
                "options": options,
                "chatId": chat_id,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def change_event(
        self,
        message_id: str,
        *,
        name: str = ABSENT,
        description: Optional[str] = ABSENT,
        starts_at: Union[str, datetime] = ABSENT,
        ends_at: Optional[Union[str, datetime]] = ABSENT,
        location: Optional[t.EventLocation] = ABSENT,
        join_link: Optional[str] = ABSENT,
        guests_allowed: bool = ABSENT,
        cancelled: bool = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Change or cancel a calendar event.

        Changes one of the instance's own events. What the request does not name stays as it is.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            name: New name of the event.
            description: New description.
            starts_at: When it begins.
            ends_at: When it ends, after it begins.
            location: Where it takes place.
            join_link: The link by which people join.
            guests_allowed: Whether people may bring guests.
            cancelled: Cancels the event, which cannot be undone.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/event",
            body={
                "name": name,
                "description": description,
                "startsAt": starts_at,
                "endsAt": ends_at,
                "location": location,
                "joinLink": join_link,
                "guestsAllowed": guests_allowed,
                "cancelled": cancelled,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def answer_event(
        self,
        message_id: str,
        *,
        answer: Literal["going", "not_going", "maybe"],
        guests: int = ABSENT,
        chat_id: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Answer a calendar event.

        Says whether the account takes part in an event. A later answer replaces an earlier one.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            answer: Whether the account takes part.
            guests: How many people the account brings. Only if the event allows guests.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.ChangeResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/rsvp",
            body={
                "answer": answer,
                "guests": guests,
                "chatId": chat_id,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def star_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.StarResult:
        """Star a message.

        Stars a message on all devices of the account. Others do not see the star.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.StarResult = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/star",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def unstar_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.StarResult:
        """Remove the star of a message.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.StarResult = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/star",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def pin_message(
        self,
        message_id: str,
        *,
        duration_seconds: Literal[86400, 604800, 2592000] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Pin a message for everyone.

        Pins any message for everyone in its chat, or changes how long it stays pinned. WhatsApp's apps show three pinned messages of a chat. In a group whose settings only admins may change, only admins can pin: otherwise the answer is 409 `CONFLICT`.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            duration_seconds: Seconds until the pin ends: a day, a week or 30 days.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/pin",
            query={
                "chatId": chat_id,
            },
            body={
                "durationSeconds": duration_seconds,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def unpin_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Remove the pin of a message.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/pin",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def keep_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """Keep a disappearing message for everyone.

        Keeps a message that would disappear, for everyone in its chat. The answer is 409 `CONFLICT` if the message does not disappear or already has, if its sender does not allow to keep it, or in a group whose settings only admins may change if the account is not one.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/keep",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def unkeep_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangeResult:
        """No longer keep a disappearing message.

        If the message is the account's own, nobody can keep it any longer.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ChangeResult = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/keep",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def list_receipts(
        self,
        message_id: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ReceiptsPage, t.PersonReceipt]:
        """List who has received and read a message.

        Works for the instance's own messages only. Receipts are kept as long as the message.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: Pages[t.ReceiptsPage, t.PersonReceipt] = self._caller.pages(
            "receipts",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/receipts",
            query={
                "limit": limit,
                "cursor": cursor,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def forward_message(
        self,
        message_id: str,
        *,
        to: Union[str, List[str]],
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.ForwardResult:
        """Forward a message.

        Forwards a message to one or more recipients. The answer is an error only if it could not be sent to any of them. With `send_at`, the message is forwarded in its state at that time, and not at all if it was deleted by then.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            to: The recipient: a phone number with country code, or a JID; or a list of different recipients.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.ForwardResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/forward",
            body={
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "to": to,
                "chatId": chat_id,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def get_message_media(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        index: int = ABSENT,
        key: str = ABSENT,
        expires: str = ABSENT,
        signature: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Download:
        """Download the file of a message.

        Works for messages that the instance received or sent. If WhatsApp no longer has the file, the server asks the account's phone to upload it again, which requires a connection.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
            index: Which of the message's `attachments`, from 0.
            key: Part of a signed link: id of the key that made it.
            expires: Part of a signed link: when it ends, in epoch seconds.
            signature: Part of a signed link: its signature.
        """
        _answer: Download = self._caller.download(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/media",
            query={
                "chatId": chat_id,
                "index": index,
                "key": key,
                "expires": expires,
                "signature": signature,
            },
            timeout=timeout,
        )
        return _answer

    def create_media_link(
        self,
        message_id: str,
        *,
        expires_in_seconds: int = ABSENT,
        chat_id: str = ABSENT,
        index: int = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Link:
        """Make a link to the file of a message.

        The link works without an API key until it ends: for a browser, for example. Keep it secret.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            expires_in_seconds: How long the link works, in seconds.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
            index: Which of the message's `attachments`, from 0.
        """
        _answer: t.Link = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/messages/{segment(message_id)}/media/link",
            query={
                "chatId": chat_id,
                "index": index,
            },
            body={
                "expiresInSeconds": expires_in_seconds,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def read_message(
        self,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ReadResult:
        """Mark a message as read.

        Works for other people's messages only.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.ReadResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/read/{segment(message_id)}",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def list_scheduled(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        state: t.ScheduledState = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ScheduledPage, t.Scheduled]:
        """List scheduled messages.

        Lists messages that are to be sent later or, with `state`, those that were sent, failed or were cancelled. The latter are kept for `MESSAGE_RETENTION_DAYS`.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            state: Return messages in this state.
        """
        _answer: Pages[t.ScheduledPage, t.Scheduled] = self._caller.pages(
            "messages",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/scheduled",
            query={
                "limit": limit,
                "cursor": cursor,
                "state": state,
            },
            timeout=timeout,
        )
        return _answer

    def get_scheduled(
        self,
        message_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Scheduled:
        """Get a scheduled message.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
        """
        _answer: t.Scheduled = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/scheduled/{segment(message_id)}",
            timeout=timeout,
        )
        return _answer

    def cancel_scheduled(
        self,
        message_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Scheduled:
        """Cancel a scheduled message.

        If the message is no longer scheduled, for example because it was sent, the answer is 409.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
        """
        _answer: t.Scheduled = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/scheduled/{segment(message_id)}",
            timeout=timeout,
        )
        return _answer


class ChatsApi:
    """Chats of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def list_chats(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        archived: Literal["true", "false"] = ABSENT,
        pinned: Literal["true", "false"] = ABSENT,
        muted: Literal["true", "false"] = ABSENT,
        unread: Literal["true", "false"] = ABSENT,
        label: str = ABSENT,
        search: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ChatsPage, t.Chat]:
        """List chats.

        Chats with people and groups, those from before the device was linked included. Several conditions must all be met.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            archived: `true`: archived chats only. `false`: all others.
            pinned: `true`: pinned chats only. `false`: all others.
            muted: `true`: muted chats only. `false`: all others.
            unread: `true`: chats with unread messages, or marked as unread, only. `false`: all others.
            label: Id of a label that the chats have.
            search: A part of the name or of the JID. Upper and lower case do not matter, nor do accents of Latin letters.
        """
        _answer: Pages[t.ChatsPage, t.Chat] = self._caller.pages(
            "chats",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/chats",
            query={
                "limit": limit,
                "cursor": cursor,
                "archived": archived,
                "pinned": pinned,
                "muted": muted,
                "unread": unread,
                "label": label,
                "search": search,
            },
            timeout=timeout,
        )
        return _answer

    def update_chat(
        self,
        jid: str,
        *,
        archived: bool = ABSENT,
        pinned: bool = ABSENT,
        muted: bool = ABSENT,
        muted_until: Union[str, datetime] = ABSENT,
        unread: bool = ABSENT,
        expires_in: t.DisappearingSeconds = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChangedChat:
        """Archive, pin, mute a chat, mark it as unread, or let its messages disappear.

        Changes the chat on all devices of the account; `expires_in` changes it for everyone in it, and comes first. The fields are changed one after the other: if the answer is an error, its `details.outcome` is `unknown` if some of them may have been changed.

        Args:
            jid: The chat: a phone number with country code, or the JID of a person or group.
            archived: Archive the chat, or take it out of the archive. An archived chat is no longer pinned.
            pinned: Pin the chat at the top of the list, or unpin it.
            muted: Mute the chat, or unmute it.
            muted_until: Until when the chat is muted; needs `muted: true`. Default: without an end.
            unread: Mark the chat as unread, or as read. The senders are not told; see `POST read/{messageId}`.
            expires_in: Seconds after which new messages disappear for everyone in the chat; 0: they stay.
        """
        _answer: t.ChangedChat = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/chats/{segment(jid)}",
            body={
                "archived": archived,
                "pinned": pinned,
                "muted": muted,
                "mutedUntil": muted_until,
                "unread": unread,
                "expiresIn": expires_in,
            },
            timeout=timeout,
        )
        return _answer

    def delete_chat(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChatRemoval:
        """Delete a chat.

        Deletes the chat with its messages on the account's own devices and on this server. Others keep theirs.

        Args:
            jid: The chat: a phone number with country code, or the JID of a person or group.
        """
        _answer: t.ChatRemoval = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/chats/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def clear_chat(
        self,
        jid: str,
        *,
        keep_starred: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ClearedChat:
        """Remove the messages of a chat.

        Removes all messages up to now on the account's own devices and on this server. Others keep theirs.

        Args:
            jid: The chat: a phone number with country code, or the JID of a person or group.
            keep_starred: Keep the messages that are starred.
        """
        _answer: t.ClearedChat = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/chats/{segment(jid)}/clear",
            body={
                "keepStarred": keep_starred,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def ask_chat_history(
        self,
        jid: str,
        *,
        count: int = ABSENT,
        before: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.AskedHistory:
        """Ask the phone for older messages of a chat.

        Asks the phone of the account for messages that this server does not have. It answers when it is online: the event `history` reports it, and the list of messages has them then. Messages older than `MESSAGE_RETENTION_DAYS` are not stored.

        Args:
            jid: The chat: a phone number with country code, or the JID of a person or group.
            count: How many messages to ask for.
            before: Id of a message of the chat: those before it are asked for. Default: the oldest message that is stored.
        """
        _answer: t.AskedHistory = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/chats/{segment(jid)}/history",
            body={
                "count": count,
                "before": before,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def list_messages(
        self,
        jid: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        search: str = ABSENT,
        from_: str = ABSENT,
        type: str = ABSENT,
        from_me: Literal["true", "false"] = ABSENT,
        starred: Literal["true", "false"] = ABSENT,
        after: Union[str, datetime] = ABSENT,
        before: Union[str, datetime] = ABSENT,
        pinned: Literal["true"] = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.MessagesPage, t.FoundMessage]:
        """List the messages of a chat.

        Messages are kept for `MESSAGE_RETENTION_DAYS`. The list is empty if the chat is unknown or has no messages. Messages that were deleted are listed only without conditions other than times.

        Args:
            jid: The chat: a phone number with country code, or the JID of a person or group.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            search: Words that the message contains: in its text or caption, the name of its file, place or contact, or the options of its poll. Each word finds what begins so; words in double quotes must follow each other. Upper and lower case and accents of Latin letters do not matter.
            from_: The author: a phone number with country code, or a JID.
            type: Return only messages of these types, separated by commas.
            from_me: `true`: messages of the account only. `false`: all others.
            starred: `true`: starred messages only. `false`: all others.
            after: Return only messages from this time on, to the second.
            before: Return only messages before this time, to the second.
            pinned: `true`: only messages that are pinned for everyone now, on one page, the latest pin first. Not with `search`.
        """
        _answer: Pages[t.MessagesPage, t.FoundMessage] = self._caller.pages(
            "messages",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/chats/{segment(jid)}/messages",
            query={
                "limit": limit,
                "cursor": cursor,
                "search": search,
                "from": from_,
                "type": type,
                "fromMe": from_me,
                "starred": starred,
                "after": after,
                "before": before,
                "pinned": pinned,
            },
            timeout=timeout,
        )
        return _answer


class PresenceApi:
    """Presence of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def set_presence(
        self,
        *,
        status: Literal["online", "offline", "available", "unavailable"],
        timeout: Optional[float] = None,
    ) -> t.Presence:
        """Show the account as online or offline.

        The setting survives reconnects. While the account is online, its phone shows no notifications. WhatsApp confirms nothing.

        Args:
            status: What others see. `available` is a synonym of `online`, and `unavailable` one of `offline`.
        """
        _answer: t.Presence = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/presence",
            body={
                "status": status,
            },
            timeout=timeout,
        )
        return _answer

    def start_typing(
        self,
        to: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Activity:
        """Show that the account is typing.

        WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.

        Args:
            to: The chat: a phone number with country code, or the JID of a person or group.
        """
        _answer: t.Activity = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/typing/{segment(to)}",
            timeout=timeout,
        )
        return _answer

    def start_recording(
        self,
        to: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Activity:
        """Show that the account is recording.

        WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.

        Args:
            to: The chat: a phone number with country code, or the JID of a person or group.
        """
        _answer: t.Activity = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/recording/{segment(to)}",
            timeout=timeout,
        )
        return _answer

    def stop_typing(
        self,
        to: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Activity:
        """Stop showing that the account is typing or recording.

        WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.

        Args:
            to: The chat: a phone number with country code, or the JID of a person or group.
        """
        _answer: t.Activity = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/stop-typing/{segment(to)}",
            timeout=timeout,
        )
        return _answer

    def subscribe_presence(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Subscription:
        """Subscribe to somebody's presence.

        `presence` events report it, as far as the privacy settings of the person allow. The subscription survives reconnects.

        Args:
            jid: A phone number with country code, or the JID of a person or group.
        """
        _answer: t.Subscription = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/subscribe/{segment(jid)}",
            timeout=timeout,
        )
        return _answer


class ContactsApi:
    """Contacts of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def check_contact(
        self,
        *,
        phone: str,
        timeout: Optional[float] = None,
    ) -> t.CheckResult:
        """Check whether a phone number is on WhatsApp.

        Args:
            phone: Phone number with country code. All characters except digits are ignored.
        """
        _answer: t.CheckResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts/check",
            body={
                "phone": phone,
            },
            timeout=timeout,
        )
        return _answer

    def check_contacts(
        self,
        *,
        phones: List[str],
        timeout: Optional[float] = None,
    ) -> t.CheckBatchResult:
        """Check which phone numbers are on WhatsApp.

        Args:
            phones: Phone numbers with country code. All characters except digits are ignored. A number may occur more than once.
        """
        _answer: t.CheckBatchResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts/check-batch",
            body={
                "phones": phones,
            },
            timeout=timeout,
        )
        return _answer

    def list_contacts(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ContactsPage, t.Contact]:
        """List contacts.

        Lists the people in the account's address book, and everyone who has written to the account or in one of its groups.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.ContactsPage, t.Contact] = self._caller.pages(
            "contacts",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def save_contact(
        self,
        *,
        phone: str,
        name: str,
        first_name: str = ABSENT,
        last_name: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.Contact:
        """Save a contact.

        Saves a contact in the address book of the account's phone. An existing contact gets the new name.

        Args:
            phone: Phone number with country code. All characters except digits are ignored.
            name: Full name.
            first_name: First name. Default: the part of `name` before `last_name`, or else the first word of `name`.
            last_name: Last name. WhatsApp does not store it separately; the server uses it to find the first name in `name` if `first_name` is absent.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.Contact = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts",
            body={
                "phone": phone,
                "name": name,
                "firstName": first_name,
                "lastName": last_name,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def get_contact(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ContactProfile:
        """Get a contact.

        Looks up anyone on WhatsApp, whether or not the instance knows them.

        Args:
            jid: The person: a phone number with country code, or a JID.
        """
        _answer: t.ContactProfile = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def remove_contact(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ContactRemoval:
        """Remove a contact.

        Removes a contact from the address book of the account's phone.

        Args:
            jid: The person: a phone number with country code, or a JID.
        """
        _answer: t.ContactRemoval = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def get_contact_picture(
        self,
        jid: str,
        *,
        size: Literal["preview", "full"] = ABSENT,
        timeout: Optional[float] = None,
    ) -> Download:
        """Get a contact's profile picture.

        If there is no picture to show, the answer is 404 `CONTACT_NOT_FOUND`. Its `details.reason` is `no_picture` if the contact has none, or `hidden` if they hide it from the account.

        Args:
            jid: The person: a phone number with country code, or a JID.
            size: `preview`: the small picture. `full`: the large picture.
        """
        _answer: Download = self._caller.download(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/contacts/{segment(jid)}/picture",
            query={
                "size": size,
            },
            timeout=timeout,
        )
        return _answer

    def resolve_addresses(
        self,
        *,
        addresses: List[str],
        timeout: Optional[float] = None,
    ) -> t.AddressResults:
        """Find the LIDs of phone numbers, and the phone numbers of LIDs.

        Uses what the instance already knows, and asks WhatsApp about the other phone numbers. WhatsApp does not report the phone number of a LID: it becomes known when the person writes, or is in a group with the account. A connection is needed only if WhatsApp has to be asked.

        Args:
            addresses: Phone numbers with country code, and JIDs of people.
        """
        _answer: t.AddressResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/addresses",
            body={
                "addresses": addresses,
            },
            timeout=timeout,
        )
        return _answer


class CallsApi:
    """Calls of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def create_call_link(
        self,
        *,
        type: t.CallKind,
        starts_at: Union[str, datetime] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.CallLink:
        """Make a link to a call.

        Makes a link with which anybody on WhatsApp can join a call. The account itself takes no part in it.

        Args:
            type: Kind of call.
            starts_at: When the call is planned: within the next 365 days. Default: the link can be used at once.
        """
        _answer: t.CallLink = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/calls/link",
            body={
                "type": type,
                "startsAt": starts_at,
            },
            timeout=timeout,
        )
        return _answer

    def reject_call(
        self,
        call_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.RejectedCall:
        """Reject a call.

        Rejects a call that rings. It stops on all devices of the account, and the event `call` reports it. A call that no longer rings is 409 `CONFLICT`. To reject all calls, see `rejectCalls` of `PATCH` of the instance.

        Args:
            call_id: `call_id` of its event `call`. An id with other characters than letters, digits, `-` and `_`: `~` and the base64url of its UTF-8.
        """
        _answer: t.RejectedCall = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/calls/{segment(call_id)}/reject",
            timeout=timeout,
        )
        return _answer


class LabelsApi:
    """Labels of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def list_labels(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Labels:
        """List labels.

        Lists all labels of the account, in the order of their ids.
        """
        _answer: t.Labels = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/labels",
            timeout=timeout,
        )
        return _answer

    def create_label(
        self,
        *,
        name: str,
        color: int = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.Label:
        """Create a label.

        Creates a label on all devices of the account. WhatsApp supports 20 labels; another one is 409 `CONFLICT`. Only the WhatsApp Business app shows labels.

        Args:
            name: Name of the label.
            color: Number of its color in WhatsApp's palette.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.Label = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/labels",
            body={
                "name": name,
                "color": color,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def get_label(
        self,
        label_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Label:
        """Get a label.

        Args:
            label_id: Id of the label.
        """
        _answer: t.Label = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}",
            timeout=timeout,
        )
        return _answer

    def update_label(
        self,
        label_id: str,
        *,
        name: str = ABSENT,
        color: int = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Label:
        """Change the name or color of a label.

        Args:
            label_id: Id of the label.
            name: New name of the label.
            color: Number of its new color in WhatsApp's palette.
        """
        _answer: t.Label = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}",
            body={
                "name": name,
                "color": color,
            },
            timeout=timeout,
        )
        return _answer

    def delete_label(
        self,
        label_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.LabelRemoval:
        """Delete a label.

        Takes the label off all chats and messages, too.

        Args:
            label_id: Id of the label.
        """
        _answer: t.LabelRemoval = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}",
            timeout=timeout,
        )
        return _answer

    def list_label_chats(
        self,
        label_id: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.LabeledChatsPage, t.LabeledChat]:
        """List the chats that have a label.

        Args:
            label_id: Id of the label.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.LabeledChatsPage, t.LabeledChat] = self._caller.pages(
            "chats",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}/chats",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def label_chat(
        self,
        label_id: str,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.LabelAssignment:
        """Put a label on a chat.

        Args:
            label_id: Id of the label.
            jid: The chat: a phone number with country code, or the JID of a person or group.
        """
        _answer: t.LabelAssignment = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}/chats/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def unlabel_chat(
        self,
        label_id: str,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.LabelAssignment:
        """Take a label off a chat.

        Args:
            label_id: Id of the label.
            jid: The chat: a phone number with country code, or the JID of a person or group.
        """
        _answer: t.LabelAssignment = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}/chats/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def list_label_messages(
        self,
        label_id: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.LabeledMessagesPage, t.LabeledMessage]:
        """List the messages that have a label.

        A message that is not kept is listed with its ids only.

        Args:
            label_id: Id of the label.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.LabeledMessagesPage, t.LabeledMessage] = self._caller.pages(
            "messages",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}/messages",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def label_message(
        self,
        label_id: str,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.LabelAssignment:
        """Put a label on a message.

        Args:
            label_id: Id of the label.
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.LabelAssignment = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}/messages/{segment(message_id)}",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def unlabel_message(
        self,
        label_id: str,
        message_id: str,
        *,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.LabelAssignment:
        """Take a label off a message.

        Args:
            label_id: Id of the label.
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            chat_id: The chat of the message: a phone number with country code, or a JID. Needed only if several chats contain a message with this id.
        """
        _answer: t.LabelAssignment = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/labels/{segment(label_id)}/messages/{segment(message_id)}",
            query={
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer


class GroupsApi:
    """Groups of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def create_group(
        self,
        *,
        name: str,
        participants: List[str],
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.NewGroup:
        """Create a group.

        Creates a group with everyone who can be added. `results` reports who could not be added, and why. If none of the participants is on WhatsApp, no group is created and the answer is 404 `CONTACT_NOT_FOUND`.

        Args:
            name: Name of the group.
            participants: Phone numbers with country code, or JIDs of people.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.NewGroup = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups",
            body={
                "name": name,
                "participants": participants,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def list_groups(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Groups:
        """List the groups that the account is in."""
        _answer: t.Groups = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups",
            timeout=timeout,
        )
        return _answer

    def get_group_by_invite(
        self,
        invite_code: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.GroupSummary:
        """Look up a group by its invite code.

        Shows which group an invite link leads to, without joining it.

        Args:
            invite_code: The code of an invite link: what follows `https://chat.whatsapp.com/`.
        """
        _answer: t.GroupSummary = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/invites/{segment(invite_code)}",
            timeout=timeout,
        )
        return _answer

    def join_group(
        self,
        invite_code: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Joining:
        """Join a group by its invite code.

        Args:
            invite_code: The code of an invite link: what follows `https://chat.whatsapp.com/`.
        """
        _answer: t.Joining = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/join/{segment(invite_code)}",
            timeout=timeout,
        )
        return _answer

    def get_group(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Group:
        """Get a group.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.Group = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}",
            timeout=timeout,
        )
        return _answer

    def update_group(
        self,
        group_jid: str,
        *,
        name: str = ABSENT,
        description: str = ABSENT,
        announce: bool = ABSENT,
        restrict: bool = ABSENT,
        members_can_add: bool = ABSENT,
        join_approval: bool = ABSENT,
        disappearing_seconds: t.DisappearingSeconds = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.GroupChange:
        """Change the name, description or settings of a group.

        Makes the changes one after the other, in the order of the fields below. If one fails, `details.changed` of the error names those that were made before.

        Args:
            group_jid: JID of the group.
            name: New name of the group.
            description: New description of the group. An empty string removes it.
            announce: Only admins can send messages.
            restrict: Only admins can change name, description and picture.
            members_can_add: Members who are not admins can add people, too.
            join_approval: An admin must approve people who join by the invite link.
            disappearing_seconds: Seconds after which new messages disappear, one of WhatsApp's times: 0 (never), 1 day, 7 days or 90 days.
        """
        _answer: t.GroupChange = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}",
            body={
                "name": name,
                "description": description,
                "announce": announce,
                "restrict": restrict,
                "membersCanAdd": members_can_add,
                "joinApproval": join_approval,
                "disappearingSeconds": disappearing_seconds,
            },
            timeout=timeout,
        )
        return _answer

    def leave_group(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.GroupLeaving:
        """Leave a group.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.GroupLeaving = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}",
            timeout=timeout,
        )
        return _answer

    def list_group_participants(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.GroupParticipants:
        """List the members of a group.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.GroupParticipants = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/participants",
            timeout=timeout,
        )
        return _answer

    def add_group_participants(
        self,
        group_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Add people to a group.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/participants",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def remove_group_participants(
        self,
        group_jid: str,
        *,
        participants: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Remove people from a group.

        Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/participants",
            body={
                "participants": participants,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def promote_group_participants(
        self,
        group_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Promote members of a group to admins.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/admins",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def demote_group_participants(
        self,
        group_jid: str,
        *,
        participants: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Demote admins of a group.

        Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/admins",
            body={
                "participants": participants,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def set_group_label(
        self,
        group_jid: str,
        *,
        label: str,
        timeout: Optional[float] = None,
    ) -> t.MemberLabel:
        """Set the account's own label in a group.

        A label is what a member calls their role in the group. The members learn it by a message that apps do not show in the chat.

        Args:
            group_jid: JID of the group.
            label: What the account calls its role in the group. An empty string removes it.
        """
        _answer: t.MemberLabel = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/label",
            body={
                "label": label,
            },
            timeout=timeout,
        )
        return _answer

    def list_group_join_requests(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.JoinRequests:
        """List the requests to join a group.

        Who waits for an admin to let them in. Only admins of the group may ask for the list.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.JoinRequests = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/join-requests",
            timeout=timeout,
        )
        return _answer

    def approve_group_join_requests(
        self,
        group_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Let people into a group who asked to join.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/join-requests/approve",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def reject_group_join_requests(
        self,
        group_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Reject requests to join a group.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/join-requests/reject",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def get_group_by_invitation(
        self,
        group_jid: str,
        *,
        invite_code: str,
        expires_at: Union[str, datetime],
        invited_by: str,
        timeout: Optional[float] = None,
    ) -> t.PersonalGroupInvitation:
        """Look up a group by an invitation for the account.

        Shows which group an invitation that came as a message leads to, without joining it. If it has expired, the answer is 404 `GROUP_NOT_FOUND` with `expired_invitation` in `details.reason`.

        Args:
            group_jid: JID of the group.
            invite_code: `groupInvite.code` of the message.
            expires_at: `groupInvite.expiresAt` of the message, as an ISO 8601 time.
            invited_by: Phone number or JID of the person who sent the invitation.
        """
        _answer: t.PersonalGroupInvitation = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/invitation",
            body={
                "inviteCode": invite_code,
                "expiresAt": expires_at,
                "invitedBy": invited_by,
            },
            timeout=timeout,
        )
        return _answer

    def accept_group_invitation(
        self,
        group_jid: str,
        *,
        invite_code: str,
        expires_at: Union[str, datetime],
        invited_by: str,
        timeout: Optional[float] = None,
    ) -> t.Joining:
        """Join a group by an invitation for the account.

        For an invitation that came as a message (`groupInvite` of a `message` event). For a link, use `POST groups/join/{inviteCode}`. If the invitation has expired, the answer is 404 `GROUP_NOT_FOUND` with `expired_invitation` in `details.reason`.

        Args:
            group_jid: JID of the group.
            invite_code: `groupInvite.code` of the message.
            expires_at: `groupInvite.expiresAt` of the message, as an ISO 8601 time.
            invited_by: Phone number or JID of the person who sent the invitation.
        """
        _answer: t.Joining = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/accept-invitation",
            body={
                "inviteCode": invite_code,
                "expiresAt": expires_at,
                "invitedBy": invited_by,
            },
            timeout=timeout,
        )
        return _answer

    def withdraw_group_invitations(
        self,
        group_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.WithdrawnInvitations:
        """Withdraw invitations for people.

        The people can no longer join by an invitation that was sent to them. Only admins can do this.

        Args:
            group_jid: JID of the group.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.WithdrawnInvitations = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/withdraw-invitations",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def set_group_picture(
        self,
        group_jid: str,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.GroupPicture:
        """Set the picture of a group.

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `set_group_picture_upload`.

        Args:
            group_jid: JID of the group.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.GroupPicture = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/picture",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def get_group_picture(
        self,
        group_jid: str,
        *,
        size: Literal["preview", "full"] = ABSENT,
        timeout: Optional[float] = None,
    ) -> Download:
        """Get the picture of a group.

        If the group has no picture, the answer is 404 `GROUP_NOT_FOUND` with the `details.reason` `no_picture`.

        Args:
            group_jid: JID of the group.
            size: `preview`: the small picture. `full`: the large picture.
        """
        _answer: Download = self._caller.download(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/picture",
            query={
                "size": size,
            },
            timeout=timeout,
        )
        return _answer

    def remove_group_picture(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.GroupPicture:
        """Remove the picture of a group.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.GroupPicture = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/picture",
            timeout=timeout,
        )
        return _answer

    def set_group_picture_upload(
        self,
        group_jid: str,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.GroupPicture:
        """Set the picture of a group (file upload).

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `set_group_picture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            group_jid: JID of the group.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.GroupPicture = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/picture/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def get_group_invite_link(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.InviteLink:
        """Get the invite link of a group.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.InviteLink = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/invite",
            timeout=timeout,
        )
        return _answer

    def revoke_group_invite_link(
        self,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.InviteLink:
        """Revoke the invite link of a group.

        Replaces the invite link with a new one. The previous link no longer works.

        Args:
            group_jid: JID of the group.
        """
        _answer: t.InviteLink = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/groups/{segment(group_jid)}/revoke-invite",
            timeout=timeout,
        )
        return _answer


class CommunitiesApi:
    """Communities of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def create_community(
        self,
        *,
        name: str,
        description: str = ABSENT,
        join_approval: bool = ABSENT,
        members_can_add_groups: bool = ABSENT,
        general_group: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.CommunitySummary:
        """Create a community.

        WhatsApp makes the group for the announcements of the community, too.

        Args:
            name: Name of the community, which the group for its announcements gets, too.
            description: Description of the community.
            join_approval: Whether people must ask to join. It cannot be changed later.
            members_can_add_groups: Whether members who are not admins can put groups into the community.
            general_group: Whether WhatsApp also makes a group in which everybody can write.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.CommunitySummary = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities",
            body={
                "name": name,
                "description": description,
                "joinApproval": join_approval,
                "membersCanAddGroups": members_can_add_groups,
                "generalGroup": general_group,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def list_communities(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Communities:
        """List the communities that the account is in."""
        _answer: t.Communities = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/communities",
            timeout=timeout,
        )
        return _answer

    def get_community_by_invite(
        self,
        invite_code: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.CommunitySummary:
        """Look up a community by its invite code.

        Shows which community an invite link leads to, without joining it.

        Args:
            invite_code: The code of an invite link: what follows `https://chat.whatsapp.com/`.
        """
        _answer: t.CommunitySummary = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/invites/{segment(invite_code)}",
            timeout=timeout,
        )
        return _answer

    def join_community(
        self,
        invite_code: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Joining:
        """Join a community by its invite code.

        Args:
            invite_code: The code of an invite link: what follows `https://chat.whatsapp.com/`.
        """
        _answer: t.Joining = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/join/{segment(invite_code)}",
            timeout=timeout,
        )
        return _answer

    def get_community(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Community:
        """Get a community.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.Community = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}",
            timeout=timeout,
        )
        return _answer

    def update_community(
        self,
        community_jid: str,
        *,
        name: str = ABSENT,
        description: str = ABSENT,
        members_can_add_groups: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.CommunityChange:
        """Change the name, description or settings of a community.

        Makes the changes one after the other, in the order of the fields below. If one fails, `details.changed` of the error names those that were made before.

        Args:
            community_jid: JID of the community.
            name: New name of the community.
            description: New description of the community. An empty string removes it.
            members_can_add_groups: Members who are not admins can put groups into the community.
        """
        _answer: t.CommunityChange = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}",
            body={
                "name": name,
                "description": description,
                "membersCanAddGroups": members_can_add_groups,
            },
            timeout=timeout,
        )
        return _answer

    def leave_community(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.CommunityLeaving:
        """Leave a community.

        The account leaves all groups of the community, too.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.CommunityLeaving = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}",
            timeout=timeout,
        )
        return _answer

    def deactivate_community(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.CommunityDeactivation:
        """Deactivate a community.

        Ends the community for everybody, which cannot be undone. Its groups stay as ordinary groups, except that for announcements. Only admins of the community can do this.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.CommunityDeactivation = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/deactivate",
            timeout=timeout,
        )
        return _answer

    def set_community_picture(
        self,
        community_jid: str,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.CommunityPicture:
        """Set the picture of a community.

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `set_community_picture_upload`.

        Args:
            community_jid: JID of the community.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.CommunityPicture = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/picture",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def remove_community_picture(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.CommunityPicture:
        """Remove the picture of a community.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.CommunityPicture = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/picture",
            timeout=timeout,
        )
        return _answer

    def set_community_picture_upload(
        self,
        community_jid: str,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.CommunityPicture:
        """Set the picture of a community (file upload).

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `set_community_picture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            community_jid: JID of the community.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.CommunityPicture = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/picture/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def get_community_invite_link(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.InviteLink:
        """Get the invite link of a community.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.InviteLink = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/invite",
            timeout=timeout,
        )
        return _answer

    def revoke_community_invite_link(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.InviteLink:
        """Revoke the invite link of a community.

        Replaces the invite link with a new one. The previous link no longer works.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.InviteLink = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/revoke-invite",
            timeout=timeout,
        )
        return _answer

    def list_community_groups(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.CommunityGroups:
        """List the groups of a community.

        Also shows groups that the account is not in.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.CommunityGroups = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/groups",
            timeout=timeout,
        )
        return _answer

    def create_community_group(
        self,
        community_jid: str,
        *,
        name: str,
        participants: List[str] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.NewGroup:
        """Create a group in a community.

        Creates the group with everyone who can be added; it may be empty except for the account. `results` reports who could not be added, and why.

        Args:
            community_jid: JID of the community.
            name: Name of the group.
            participants: Phone numbers with country code, or JIDs of people.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.NewGroup = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/groups",
            body={
                "name": name,
                "participants": participants,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def link_community_groups(
        self,
        community_jid: str,
        *,
        groups: List[str],
        timeout: Optional[float] = None,
    ) -> t.LinkResults:
        """Put groups into a community.

        The members of the groups join the community. The account must be an admin of the groups.

        Args:
            community_jid: JID of the community.
            groups: JIDs of groups.
        """
        _answer: t.LinkResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/link-groups",
            body={
                "groups": groups,
            },
            timeout=timeout,
        )
        return _answer

    def unlink_community_groups(
        self,
        community_jid: str,
        *,
        groups: List[str],
        remove_members: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.LinkResults:
        """Take groups out of a community.

        The groups stay, as ordinary groups.

        Args:
            community_jid: JID of the community.
            groups: JIDs of groups.
            remove_members: Whether people leave the community, too, who are in no other group of it.
        """
        _answer: t.LinkResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/unlink-groups",
            body={
                "groups": groups,
                "removeMembers": remove_members,
            },
            timeout=timeout,
        )
        return _answer

    def join_community_group(
        self,
        community_jid: str,
        group_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Joining:
        """Join a group of a community.

        For groups of a community that the account is in. No invite link is needed.

        Args:
            community_jid: JID of the community.
            group_jid: JID of the group.
        """
        _answer: t.Joining = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/groups/{segment(group_jid)}/join",
            timeout=timeout,
        )
        return _answer

    def list_community_members(
        self,
        community_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.CommunityMembers:
        """List the members of a community.

        Args:
            community_jid: JID of the community.
        """
        _answer: t.CommunityMembers = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/members",
            timeout=timeout,
        )
        return _answer

    def add_community_members(
        self,
        community_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Add people to a community.

        They get into the group for announcements.

        Args:
            community_jid: JID of the community.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/members",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def remove_community_members(
        self,
        community_jid: str,
        *,
        participants: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Remove people from a community.

        They are removed from all groups of the community, too. Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.

        Args:
            community_jid: JID of the community.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/members",
            body={
                "participants": participants,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def promote_community_members(
        self,
        community_jid: str,
        *,
        participants: List[str],
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Promote members of a community to admins.

        Args:
            community_jid: JID of the community.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/admins",
            body={
                "participants": participants,
            },
            timeout=timeout,
        )
        return _answer

    def demote_community_members(
        self,
        community_jid: str,
        *,
        participants: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ParticipantResults:
        """Demote admins of a community.

        Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.

        Args:
            community_jid: JID of the community.
            participants: Phone numbers with country code, or JIDs of people.
        """
        _answer: t.ParticipantResults = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/communities/{segment(community_jid)}/admins",
            body={
                "participants": participants,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer


class ChannelsApi:
    """Channels of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def create_channel(
        self,
        *,
        name: str,
        description: str = ABSENT,
        accept_terms: bool = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.Channel:
        """Create a channel.

        The account becomes the owner of the channel.

        Args:
            name: Name of the channel.
            description: Description of the channel.
            accept_terms: Accepts WhatsApp's terms for channels on behalf of the account, before the channel is created. An account has to accept them once before its first channel, here or on the phone.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.Channel = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/channels",
            body={
                "name": name,
                "description": description,
                "acceptTerms": accept_terms,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def list_channels(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Channels:
        """List the channels that the account follows.

        Channels that the account owns or administrates are among them: see `role`.
        """
        _answer: t.Channels = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/channels",
            timeout=timeout,
        )
        return _answer

    def get_channel_by_invite(
        self,
        invite_code: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Channel:
        """Look up a channel by its invite code.

        Shows which channel an invite link leads to, without following it.

        Args:
            invite_code: The code of an invite link: what follows `https://whatsapp.com/channel/`.
        """
        _answer: t.Channel = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/invites/{segment(invite_code)}",
            timeout=timeout,
        )
        return _answer

    def get_channel(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Channel:
        """Get a channel.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.Channel = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}",
            timeout=timeout,
        )
        return _answer

    def update_channel(
        self,
        channel_jid: str,
        *,
        name: str = ABSENT,
        description: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChannelChange:
        """Change the name or description of a channel.

        Args:
            channel_jid: JID of the channel.
            name: New name of the channel.
            description: New description of the channel. An empty string removes it.
        """
        _answer: t.ChannelChange = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}",
            body={
                "name": name,
                "description": description,
            },
            timeout=timeout,
        )
        return _answer

    def delete_channel(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelDeletion:
        """Delete a channel.

        Deletes the channel for everyone. Only its owner may do this, and it cannot be undone.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelDeletion = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}",
            timeout=timeout,
        )
        return _answer

    def follow_channel(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelFollow:
        """Follow a channel.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelFollow = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/follow",
            timeout=timeout,
        )
        return _answer

    def unfollow_channel(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelFollow:
        """Unfollow a channel.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelFollow = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/follow",
            timeout=timeout,
        )
        return _answer

    def mute_channel(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelMute:
        """Mute a channel.

        Turns notifications about posts off, on all devices of the account. The event `channel_post` still comes.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelMute = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/mute",
            timeout=timeout,
        )
        return _answer

    def unmute_channel(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelMute:
        """Unmute a channel.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelMute = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/mute",
            timeout=timeout,
        )
        return _answer

    def set_channel_picture(
        self,
        channel_jid: str,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChannelPicture:
        """Set the picture of a channel.

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `set_channel_picture_upload`.

        Args:
            channel_jid: JID of the channel.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.ChannelPicture = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/picture",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def remove_channel_picture(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelPicture:
        """Remove the picture of a channel.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelPicture = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/picture",
            timeout=timeout,
        )
        return _answer

    def set_channel_picture_upload(
        self,
        channel_jid: str,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ChannelPicture:
        """Set the picture of a channel (file upload).

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `set_channel_picture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            channel_jid: JID of the channel.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.ChannelPicture = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/picture/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def list_channel_posts(
        self,
        channel_jid: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ChannelPostsPage, t.ChannelPost]:
        """List the posts of a channel.

        The posts come from WhatsApp's server with its counts. The account need not follow the channel.

        Args:
            channel_jid: JID of the channel.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.ChannelPostsPage, t.ChannelPost] = self._caller.pages(
            "posts",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/messages",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def react_to_channel_post(
        self,
        channel_jid: str,
        server_id: str,
        *,
        emoji: str,
        timeout: Optional[float] = None,
    ) -> t.PostReaction:
        """React to a post of a channel.

        Sets the reaction of the account to a post, or removes it.

        Args:
            channel_jid: JID of the channel.
            server_id: Number of the post in its channel.
            emoji: One emoji. An empty string removes the reaction.
        """
        _answer: t.PostReaction = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/messages/{segment(server_id)}/reaction",
            body={
                "emoji": emoji,
            },
            timeout=timeout,
        )
        return _answer

    def vote_in_channel_poll(
        self,
        channel_jid: str,
        server_id: str,
        *,
        options: List[str],
        timeout: Optional[float] = None,
    ) -> t.PostVote:
        """Vote in a poll of a channel.

        Sets the vote of the account, which is anonymous. The account must follow the channel.

        Args:
            channel_jid: JID of the channel.
            server_id: Number of the post in its channel.
            options: The options to choose, as the poll has them: at most as many as it allows. These replace an earlier vote; an empty list withdraws it.
        """
        _answer: t.PostVote = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/messages/{segment(server_id)}/vote",
            body={
                "options": options,
            },
            timeout=timeout,
        )
        return _answer

    def get_channel_post_media(
        self,
        channel_jid: str,
        server_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> Download:
        """Download the file of a post of a channel.

        Args:
            channel_jid: JID of the channel.
            server_id: Number of the post in its channel.
        """
        _answer: Download = self._caller.download(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/messages/{segment(server_id)}/media",
            timeout=timeout,
        )
        return _answer

    def count_channel_admins(
        self,
        channel_jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelAdmins:
        """Count the admins of a channel.

        Only admins of the channel may ask for this.

        Args:
            channel_jid: JID of the channel.
        """
        _answer: t.ChannelAdmins = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/admins",
            timeout=timeout,
        )
        return _answer

    def invite_channel_admin(
        self,
        channel_jid: str,
        *,
        person: str,
        timeout: Optional[float] = None,
    ) -> t.ChannelInvitation:
        """Invite somebody to be an admin of a channel.

        Only the owner may do this. Sends the person a message by which they accept the invitation. If the invitation was made but the message could not be sent, `details.invited` of the error is true.

        Args:
            channel_jid: JID of the channel.
            person: The person: a phone number with country code, or a JID.
        """
        _answer: t.ChannelInvitation = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/admins",
            body={
                "person": person,
            },
            timeout=timeout,
        )
        return _answer

    def demote_channel_admin(
        self,
        channel_jid: str,
        person: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelAdminChange:
        """Demote an admin of a channel.

        Only the owner may do this. The person stays a follower of the channel.

        Args:
            channel_jid: JID of the channel.
            person: The person: a phone number with country code, or a JID.
        """
        _answer: t.ChannelAdminChange = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/admins/{segment(person)}",
            timeout=timeout,
        )
        return _answer

    def revoke_channel_invitation(
        self,
        channel_jid: str,
        person: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ChannelAdminChange:
        """Revoke the invitation of an admin.

        Args:
            channel_jid: JID of the channel.
            person: The person: a phone number with country code, or a JID.
        """
        _answer: t.ChannelAdminChange = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/admins/{segment(person)}/invitation",
            timeout=timeout,
        )
        return _answer

    def change_channel_owner(
        self,
        channel_jid: str,
        *,
        person: str,
        timeout: Optional[float] = None,
    ) -> t.ChannelAdminChange:
        """Make an admin the owner of a channel.

        Only the owner may do this, and stays an admin. It cannot be undone from here.

        Args:
            channel_jid: JID of the channel.
            person: The person: a phone number with country code, or a JID.
        """
        _answer: t.ChannelAdminChange = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/channels/{segment(channel_jid)}/owner",
            body={
                "person": person,
            },
            timeout=timeout,
        )
        return _answer


class StatusApi:
    """Status of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def post_text_status(
        self,
        *,
        text: str,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        background_color: str = ABSENT,
        font: Union[Literal["system", "system_text", "fb_script", "system_bold", "morningbreeze_regular", "calistoga_regular", "exo2_extrabold", "courierprime_bold"], Literal[0, 1, 2, 6, 7, 8, 9, 10]] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post a text to the status.

        Args:
            text: The text.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            background_color: Color behind the text.
            font: Font of the text, by name or by WhatsApp's number.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/text",
            body={
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "text": text,
                "backgroundColor": background_color,
                "font": font,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def post_image_status(
        self,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post an image to the status.

        Accepts JPEG and PNG. To upload the file itself, use `post_image_status_upload`.

        Args:
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            caption: Text that is shown with the picture or video.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/image",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "caption": caption,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def post_image_status_upload(
        self,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post an image to the status (file upload).

        Accepts JPEG and PNG. Does what `post_image_status` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            caption: Text that is shown with the picture or video.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/image/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "caption": caption,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def post_video_status(
        self,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post a video to the status.

        Accepts MP4 and 3GP, with H.264 video and AAC audio. To upload the file itself, use `post_video_status_upload`.

        Args:
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            caption: Text that is shown with the picture or video.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/video",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "caption": caption,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def post_video_status_upload(
        self,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        caption: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post a video to the status (file upload).

        Accepts MP4 and 3GP, with H.264 video and AAC audio. Does what `post_video_status` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            caption: Text that is shown with the picture or video.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/video/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "caption": caption,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def post_voice_status(
        self,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        background_color: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post a voice note to the status.

        Accepts Ogg with Opus: phones cannot play any other voice note. To upload the file itself, use `post_voice_status_upload`.

        Args:
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            background_color: Color behind the voice note.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/voice",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "backgroundColor": background_color,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def post_voice_status_upload(
        self,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        client_reference: str = ABSENT,
        send_at: Union[str, datetime] = ABSENT,
        send_by: Union[str, datetime] = ABSENT,
        recipients: List[str] = ABSENT,
        background_color: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.PostStatusResult:
        """Post a voice note to the status (file upload).

        Accepts Ogg with Opus: phones cannot play any other voice note. Does what `post_voice_status` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            client_reference: Your own name for the message. The message and its `message_status` events carry it.
            send_at: When to send the message, at most 366 days ahead. A time in the past means now, which is also the default.
            send_by: Until when the message may wait if the instance is not connected at `send_at`, which is required with it. Default: one hour after `send_at`. If both times are equal, the message does not wait.
            recipients: The people who get the post: phone numbers with country code, or JIDs. Default: those whom the privacy settings of the account choose (`statusAudience` of `GET privacy`), out of its address book. Without contacts, nobody would get the post, which is a CONFLICT.
            background_color: Color behind the voice note.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.PostStatusResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/voice/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "clientReference": client_reference,
                "sendAt": send_at,
                "sendBy": send_by,
                "recipients": recipients,
                "backgroundColor": background_color,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def list_status_posts(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.OwnStatusPosts, t.OwnStatusPost]:
        """List the status posts of the account.

        Posts of the last 24 hours that were not deleted, from the API, the phone and other linked devices.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.OwnStatusPosts, t.OwnStatusPost] = self._caller.pages(
            "posts",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/status/posts",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def delete_status_post(
        self,
        message_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.StatusChangeResult:
        """Delete a status post of the account.

        Deletes the post for everyone who got it. Who got a post of the phone or of another linked device is unknown: such a post is deleted for those who would get a post now.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
        """
        _answer: t.StatusChangeResult = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/status/posts/{segment(message_id)}",
            timeout=timeout,
        )
        return _answer

    def list_status_viewers(
        self,
        message_id: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.StatusViewers, t.StatusViewer]:
        """List who viewed a status post of the account.

        People who do not send read receipts are missing: WhatsApp does not report that they viewed it.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.StatusViewers, t.StatusViewer] = self._caller.pages(
            "viewers",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/status/posts/{segment(message_id)}/viewers",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def list_contact_status_posts(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        author: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ContactStatusPosts, t.ContactStatusPost]:
        """List the status posts of others.

        Posts of the last 24 hours that arrived and were not deleted.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            author: Only the posts of this person: a phone number with country code, or a JID.
        """
        _answer: Pages[t.ContactStatusPosts, t.ContactStatusPost] = self._caller.pages(
            "posts",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/status/contacts",
            query={
                "limit": limit,
                "cursor": cursor,
                "author": author,
            },
            timeout=timeout,
        )
        return _answer

    def get_contact_status_media(
        self,
        message_id: str,
        *,
        author: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Download:
        """Download the file of a status post.

        Does not mark the post as viewed. If WhatsApp no longer has the file, the server asks the account's phone to upload it again, which requires a connection.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            author: The author: a phone number with country code, or a JID. Needed only if several people have a post with this id.
        """
        _answer: Download = self._caller.download(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/status/contacts/{segment(message_id)}/media",
            query={
                "author": author,
            },
            timeout=timeout,
        )
        return _answer

    def view_status_post(
        self,
        message_id: str,
        *,
        author: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.StatusView:
        """Mark a status post of somebody else as viewed.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            author: The author: a phone number with country code, or a JID. Needed only if several people have a post with this id.
        """
        _answer: t.StatusView = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/contacts/{segment(message_id)}/view",
            query={
                "author": author,
            },
            timeout=timeout,
        )
        return _answer

    def react_to_status_post(
        self,
        message_id: str,
        *,
        emoji: str,
        author: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.StatusChangeResult:
        """React to a status post of somebody else.

        Sets the reaction of the account to a post, or removes it. Only the author of the post gets it.

        Args:
            message_id: Id of the message, as events show it. An id with other characters than letters, digits, `-` and `_`, or that is the name of a route: `~` and the base64url of its UTF-8.
            emoji: One emoji. An empty string removes the reaction.
            author: The author of the post: a phone number with country code, or a JID. Needed only if several people have a post with this id.
        """
        _answer: t.StatusChangeResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/status/contacts/{segment(message_id)}/reaction",
            body={
                "emoji": emoji,
                "author": author,
            },
            timeout=timeout,
        )
        return _answer

    def mute_status_posts(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.StatusMute:
        """Mute the status posts of somebody.

        On all devices of the account. The posts still arrive, and so does the event `status_post`; `muted` marks them in the list.

        Args:
            jid: The person: a phone number with country code, or a JID.
        """
        _answer: t.StatusMute = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/status/muted/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def unmute_status_posts(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.StatusMute:
        """Unmute the status posts of somebody.

        Args:
            jid: The person: a phone number with country code, or a JID.
        """
        _answer: t.StatusMute = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/status/muted/{segment(jid)}",
            timeout=timeout,
        )
        return _answer


class ProfileApi:
    """Profile of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def get_profile(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Profile:
        """Get the account's own profile."""
        _answer: t.Profile = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/profile",
            timeout=timeout,
        )
        return _answer

    def set_profile_picture(
        self,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.PictureChange:
        """Set the profile picture.

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. To upload the file itself, use `set_profile_picture_upload`.

        Args:
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.PictureChange = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/profile/picture",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def remove_profile_picture(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.PictureChange:
        """Remove the profile picture."""
        _answer: t.PictureChange = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/profile/picture",
            timeout=timeout,
        )
        return _answer

    def set_profile_picture_upload(
        self,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.PictureChange:
        """Set the profile picture (file upload).

        Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels. Does what `set_profile_picture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.PictureChange = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/profile/picture/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def set_profile_name(
        self,
        *,
        name: str,
        timeout: Optional[float] = None,
    ) -> t.ProfileName:
        """Set the profile name.

        Sets the name that others see. All devices of the account share it, the phone included.

        Args:
            name: Profile name, which others see.
        """
        _answer: t.ProfileName = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/profile/name",
            body={
                "name": name,
            },
            timeout=timeout,
        )
        return _answer

    def set_profile_status(
        self,
        *,
        status: str,
        timeout: Optional[float] = None,
    ) -> t.ProfileStatus:
        """Set the about text.

        Args:
            status: About text, which others see in the profile.
        """
        _answer: t.ProfileStatus = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/profile/status",
            body={
                "status": status,
            },
            timeout=timeout,
        )
        return _answer


class PrivacyApi:
    """Privacy of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def get_privacy(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Privacy:
        """Get the privacy settings."""
        _answer: t.Privacy = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/privacy",
            timeout=timeout,
        )
        return _answer

    def update_privacy(
        self,
        *,
        last_seen: t.PrivacyAudience = ABSENT,
        online: Literal["all", "match_last_seen"] = ABSENT,
        profile_picture: t.PrivacyAudience = ABSENT,
        about: t.PrivacyAudience = ABSENT,
        read_receipts: Literal["all", "none"] = ABSENT,
        group_add: t.PrivacyAudience = ABSENT,
        call_add: Literal["all", "known"] = ABSENT,
        messages: Literal["all", "contacts"] = ABSENT,
        disappearing_seconds: t.DisappearingSeconds = ABSENT,
        status_audience: t.UpdateStatusAudience = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.PrivacyResults:
        """Change privacy settings.

        Changes the given settings one after the other, each with a request of its own. WhatsApp can refuse one of them and accept the others. If it does not answer, the remaining settings stay as they are: they are `failed` with the outcome `not_sent`.

        Args:
            last_seen: Who sees when the account was last online. `contact_blacklist` keeps the exceptions chosen on the phone.
            online: Who sees whether the account is online.
            profile_picture: Who sees the profile picture.
            about: Who sees the about text.
            read_receipts: Who gets read receipts. With `none`, the account gets none either.
            group_add: Who can add the account to groups.
            call_add: Who can call the account.
            messages: Who can write to the account.
            disappearing_seconds: Seconds after which messages of new chats disappear; 0: they stay.
            status_audience: Who gets the account's status posts, unless a post names its recipients.
        """
        _answer: t.PrivacyResults = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/privacy",
            body={
                "lastSeen": last_seen,
                "online": online,
                "profilePicture": profile_picture,
                "about": about,
                "readReceipts": read_receipts,
                "groupAdd": group_add,
                "callAdd": call_add,
                "messages": messages,
                "disappearingSeconds": disappearing_seconds,
                "statusAudience": status_audience,
            },
            timeout=timeout,
        )
        return _answer

    def get_blocklist(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Blocklist:
        """List the people whom the account has blocked."""
        _answer: t.Blocklist = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/blocklist",
            timeout=timeout,
        )
        return _answer

    def block_contact(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Blocked:
        """Block somebody.

        Messages and calls of a blocked person do not arrive, and are not delivered later either.

        Args:
            jid: The person: a phone number with country code, or a JID.
        """
        _answer: t.Blocked = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/blocklist/{segment(jid)}",
            timeout=timeout,
        )
        return _answer

    def unblock_contact(
        self,
        jid: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Blocked:
        """Unblock somebody.

        Args:
            jid: The person: a phone number with country code, or a JID.
        """
        _answer: t.Blocked = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/blocklist/{segment(jid)}",
            timeout=timeout,
        )
        return _answer


class BusinessApi:
    """Business of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def get_business_profile(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Business:
        """Get the account's own business profile.

        If the account is not a business account, the answer is 409 `CONFLICT`.
        """
        _answer: t.Business = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/business/profile",
            timeout=timeout,
        )
        return _answer

    def update_business_profile(
        self,
        *,
        description: Optional[str] = ABSENT,
        address: Optional[str] = ABSENT,
        email: Optional[str] = ABSENT,
        websites: List[str] = ABSENT,
        category_ids: List[str] = ABSENT,
        hours: Optional[t.BusinessHoursChange] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Business:
        """Change the account's own business profile.

        Fields that you omit stay as they are. If the account is not a business account, the answer is 409 `CONFLICT`.

        Args:
            description: How the business describes itself; null removes it.
            address: Street address; null removes it.
            email: Email address; null removes it.
            websites: URLs of its websites, at most two. They replace all that it has; an empty list removes them.
            category_ids: Ids of WhatsApp's categories, as another profile shows them in `categories`. They replace all that it has.
            hours: When it is open. It replaces all that it has; null removes it.
        """
        _answer: t.Business = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/business/profile",
            body={
                "description": description,
                "address": address,
                "email": email,
                "websites": websites,
                "categoryIds": category_ids,
                "hours": hours,
            },
            timeout=timeout,
        )
        return _answer

    def set_business_cover(
        self,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Business:
        """Set the cover photo of the business profile.

        Accepts JPEG and PNG, which the server converts to JPEG of at most 1600 pixels per side. If the account is not a business account, the answer is 409 `CONFLICT`. To upload the file itself, use `set_business_cover_upload`.

        Args:
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.Business = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/business/profile/cover",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def remove_business_cover(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Business:
        """Remove the cover photo of the business profile."""
        _answer: t.Business = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/business/profile/cover",
            timeout=timeout,
        )
        return _answer

    def set_business_cover_upload(
        self,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Business:
        """Set the cover photo of the business profile (file upload).

        Accepts JPEG and PNG, which the server converts to JPEG of at most 1600 pixels per side. If the account is not a business account, the answer is 409 `CONFLICT`. Does what `set_business_cover` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.Business = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/business/profile/cover/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def list_quick_replies(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.QuickReplies:
        """List quick replies.

        Lists all quick replies of the account, sorted by shortcut.
        """
        _answer: t.QuickReplies = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/quick-replies",
            timeout=timeout,
        )
        return _answer

    def create_quick_reply(
        self,
        *,
        shortcut: str,
        message: str,
        keywords: List[str] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.QuickReply:
        """Create a quick reply.

        Creates a quick reply on all devices of the account. WhatsApp supports 50; another one, or one with a shortcut that is in use, is 409 `CONFLICT`. Only the WhatsApp Business app shows quick replies.

        Args:
            shortcut: What is typed after `/` to use it: one word that no other quick reply has.
            message: The text.
            keywords: Words under which WhatsApp's apps find it.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.QuickReply = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/quick-replies",
            body={
                "shortcut": shortcut,
                "message": message,
                "keywords": keywords,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def get_quick_reply(
        self,
        quick_reply_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.QuickReply:
        """Get a quick reply.

        Args:
            quick_reply_id: Id of the quick reply.
        """
        _answer: t.QuickReply = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/quick-replies/{segment(quick_reply_id)}",
            timeout=timeout,
        )
        return _answer

    def update_quick_reply(
        self,
        quick_reply_id: str,
        *,
        shortcut: str = ABSENT,
        message: str = ABSENT,
        keywords: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.QuickReply:
        """Change a quick reply.

        A shortcut that another quick reply has is 409 `CONFLICT`.

        Args:
            quick_reply_id: Id of the quick reply.
            shortcut: What is typed after `/` to use it: one word that no other quick reply has.
            message: The text.
            keywords: Words under which WhatsApp's apps find it. They replace all that it has.
        """
        _answer: t.QuickReply = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/quick-replies/{segment(quick_reply_id)}",
            body={
                "shortcut": shortcut,
                "message": message,
                "keywords": keywords,
            },
            timeout=timeout,
        )
        return _answer

    def delete_quick_reply(
        self,
        quick_reply_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.QuickReplyRemoval:
        """Delete a quick reply.

        Args:
            quick_reply_id: Id of the quick reply.
        """
        _answer: t.QuickReplyRemoval = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/quick-replies/{segment(quick_reply_id)}",
            timeout=timeout,
        )
        return _answer


class CatalogApi:
    """Catalog of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def list_products(
        self,
        *,
        jid: str = ABSENT,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ProductsPage, t.Product]:
        """List the products of a business.

        Lists the catalog of any business. In its own catalog, the account also sees hidden products, and those that WhatsApp is reviewing.

        Args:
            jid: The business: a phone number with country code, or a JID. Default: the account itself.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.ProductsPage, t.Product] = self._caller.pages(
            "products",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products",
            query={
                "jid": jid,
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def create_product(
        self,
        *,
        name: str,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        description: str = ABSENT,
        price: float = ABSENT,
        currency: str = ABSENT,
        retailer_id: str = ABSENT,
        url: str = ABSENT,
        hidden: bool = ABSENT,
        origin_country: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Create a product.

        Adds a product to the account's own catalog, with the file as its first picture: JPEG or PNG, which the server converts to JPEG of at most 1600 pixels per side. The account must be a business account. WhatsApp reviews a product before customers see it. WhatsApp does not tell when a product was made: if an answer was lost, a repeated request with the same idempotency key makes the product if the catalog has none with this name and code, and is otherwise 504 with their ids in `details.productIds`. To upload the file itself, use `create_product_upload`.

        Args:
            name: Name of the product.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            description: Description of the product.
            price: Price in units of `currency`, with up to 3 decimal places. Requires `currency`.
            currency: Currency code (ISO 4217). Requires `price`.
            retailer_id: Your own code for the product.
            url: Web page of the product.
            hidden: Whether customers cannot see the product. Default: false.
            origin_country: Country of origin (ISO 3166-1 alpha-2).
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.Product = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "retailerId": retailer_id,
                "url": url,
                "hidden": hidden,
                "originCountry": origin_country,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def delete_products(
        self,
        *,
        product_ids: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ProductRemovals:
        """Delete several products.

        Removes up to 20 products from the account's own catalog, each with a request of its own. Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.

        Args:
            product_ids: Ids of the products.
        """
        _answer: t.ProductRemovals = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products",
            body={
                "productIds": product_ids,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def create_product_upload(
        self,
        *,
        name: str,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        description: str = ABSENT,
        price: float = ABSENT,
        currency: str = ABSENT,
        retailer_id: str = ABSENT,
        url: str = ABSENT,
        hidden: bool = ABSENT,
        origin_country: str = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Create a product (file upload).

        Adds a product to the account's own catalog, with the file as its first picture: JPEG or PNG, which the server converts to JPEG of at most 1600 pixels per side. The account must be a business account. WhatsApp reviews a product before customers see it. WhatsApp does not tell when a product was made: if an answer was lost, a repeated request with the same idempotency key makes the product if the catalog has none with this name and code, and is otherwise 504 with their ids in `details.productIds`. Does what `create_product` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            name: Name of the product.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
            description: Description of the product.
            price: Price in units of `currency`, with up to 3 decimal places. Requires `currency`.
            currency: Currency code (ISO 4217). Requires `price`.
            retailer_id: Your own code for the product.
            url: Web page of the product.
            hidden: Whether customers cannot see the product. Default: false.
            origin_country: Country of origin (ISO 3166-1 alpha-2).
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.Product = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "retailerId": retailer_id,
                "url": url,
                "hidden": hidden,
                "originCountry": origin_country,
                "media": media,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def get_product(
        self,
        product_id: str,
        *,
        jid: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Get a product.

        Args:
            product_id: Id of the product.
            jid: The business: a phone number with country code, or a JID. Default: the account itself.
        """
        _answer: t.Product = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/{segment(product_id)}",
            query={
                "jid": jid,
            },
            timeout=timeout,
        )
        return _answer

    def update_product(
        self,
        product_id: str,
        *,
        name: str = ABSENT,
        description: Optional[str] = ABSENT,
        price: Optional[float] = ABSENT,
        currency: str = ABSENT,
        retailer_id: Optional[str] = ABSENT,
        url: Optional[str] = ABSENT,
        hidden: bool = ABSENT,
        origin_country: Optional[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Change, hide or show a product.

        Changes a product of the account's own catalog. Fields that are absent stay as they are, and so do the pictures. WhatsApp can only replace a whole product: the server reads it first, and changes that it makes itself to one product wait for each other. A change that another device makes at the same moment can be undone.

        Args:
            product_id: Id of the product.
            name: New name.
            description: New description; null removes it.
            price: New price in units of the currency, with up to 3 decimal places; null removes price and currency.
            currency: New currency code (ISO 4217).
            retailer_id: New code of your own for the product; null removes it.
            url: New web page of the product; null removes it.
            hidden: Whether customers cannot see the product.
            origin_country: Country of origin (ISO 3166-1 alpha-2); null removes it.
        """
        _answer: t.Product = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/{segment(product_id)}",
            body={
                "name": name,
                "description": description,
                "price": price,
                "currency": currency,
                "retailerId": retailer_id,
                "url": url,
                "hidden": hidden,
                "originCountry": origin_country,
            },
            timeout=timeout,
        )
        return _answer

    def delete_product(
        self,
        product_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.ProductDeletion:
        """Delete a product.

        Removes a product from the account's own catalog.

        Args:
            product_id: Id of the product.
        """
        _answer: t.ProductDeletion = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/{segment(product_id)}",
            timeout=timeout,
        )
        return _answer

    def add_product_picture(
        self,
        product_id: str,
        *,
        media: str,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Add a picture to a product.

        Adds a JPEG or PNG after the other pictures. A product can have ten. A repeated request adds the picture again: after a lost answer, look at the product first. To upload the file itself, use `add_product_picture_upload`.

        Args:
            product_id: Id of the product.
            media: The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.Product = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/{segment(product_id)}/pictures",
            body={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def add_product_picture_upload(
        self,
        product_id: str,
        *,
        media: File,
        mimetype: str = ABSENT,
        file_name: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Add a picture to a product (file upload).

        Adds a JPEG or PNG after the other pictures. A product can have ten. A repeated request adds the picture again: after a lost answer, look at the product first. Does what `add_product_picture` does, with the file in a form: `media` is the file, and the other fields are parts of their own.

        Args:
            product_id: Id of the product.
            media: The file
            mimetype: Media type of the file. The server detects the type from the bytes, and uses this value only where they leave it open, as in some documents. A value that contradicts the bytes is an error.
            file_name: Name of the file. Directories and control characters are removed. Default: the name that came with the file, or one made from its type.
        """
        _answer: t.Product = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/{segment(product_id)}/pictures/upload",
            form={
                "mimetype": mimetype,
                "fileName": file_name,
                "media": media,
            },
            timeout=timeout,
        )
        return _answer

    def remove_product_picture(
        self,
        product_id: str,
        picture_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Product:
        """Remove a picture of a product.

        A product keeps at least one picture: to replace the only one, add another one first.

        Args:
            product_id: Id of the product.
            picture_id: Id of the picture.
        """
        _answer: t.Product = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/products/{segment(product_id)}/pictures/{segment(picture_id)}",
            timeout=timeout,
        )
        return _answer

    def list_collections(
        self,
        *,
        jid: str = ABSENT,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.CollectionsPage, t.Collection]:
        """List the collections of a business.

        Args:
            jid: The business: a phone number with country code, or a JID. Default: the account itself.
            limit: Largest number of collections on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.CollectionsPage, t.Collection] = self._caller.pages(
            "collections",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/collections",
            query={
                "jid": jid,
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def list_collection_products(
        self,
        collection_id: str,
        *,
        jid: str = ABSENT,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.ProductsPage, t.Product]:
        """List the products of a collection.

        Args:
            collection_id: Id of the collection.
            jid: The business: a phone number with country code, or a JID. Default: the account itself.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.ProductsPage, t.Product] = self._caller.pages(
            "products",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/catalog/collections/{segment(collection_id)}",
            query={
                "jid": jid,
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def get_order(
        self,
        order_id: str,
        *,
        token: str,
        seller: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Order:
        """Get an order.

        Lists what somebody ordered. The `message` event that brings an order has its id and its token, as `order.id` and `order.token`.

        Args:
            order_id: Id of the order: `order.id` of its message.
            token: Token of the order: `order.token` of its message. Encode it for the URL: it can contain `+` and `/`.
            seller: The business that was ordered from: a phone number with country code, or a JID. Default: the account itself.
        """
        _answer: t.Order = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/orders/{segment(order_id)}",
            query={
                "token": token,
                "seller": seller,
            },
            timeout=timeout,
        )
        return _answer


class WebhooksApi:
    """Webhooks of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def get_webhook(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Webhook:
        """Get the webhook configuration."""
        _answer: t.Webhook = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook",
            timeout=timeout,
        )
        return _answer

    def update_webhook(
        self,
        *,
        webhook_url: Optional[str] = ABSENT,
        webhook_events: Optional[List[t.EventSelector]] = ABSENT,
        webhook_enabled: bool = ABSENT,
        order: t.DeliveryOrder = ABSENT,
        headers: Dict[str, str] = ABSENT,
        format: t.PayloadFormat = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Webhook:
        """Change the webhook configuration.

        Fields that are absent do not change. A new URL also applies to deliveries that are waiting.

        Args:
            webhook_url: URL that receives the instance's events: http or https, without a user name or password. null removes it.
            webhook_events: The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by name: `["*", "status_post"]`.
            webhook_enabled: Whether events are delivered. Deliveries that wait when you set it to false go out when you set it to true.
            order: `chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others.
            headers: Headers to add to every request. They replace all headers that were set before.
            format: `miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields.
        """
        _answer: t.Webhook = self._caller.data(
            "PUT",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook",
            body={
                "webhookUrl": webhook_url,
                "webhookEvents": webhook_events,
                "webhookEnabled": webhook_enabled,
                "order": order,
                "headers": headers,
                "format": format,
            },
            timeout=timeout,
        )
        return _answer

    def test_webhook(
        self,
        *,
        event: t.EventName = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.WebhookTest:
        """Send a test event.

        Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has.

        Args:
            event: Send an example of this event, as the documentation shows it. Whoever is in it does not exist.
        """
        _answer: t.WebhookTest = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/test",
            body={
                "event": event,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def get_webhook_status(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Get the state of an instance's endpoint.

        Reports the state, the numbers of deliveries, the success rate, the latency and the last error.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/status",
            timeout=timeout,
        )
        return _answer

    def list_deliveries(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        state: t.DeliveryState = ABSENT,
        event: t.EventName = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.DeliveriesPage, t.Delivery]:
        """List deliveries to an instance's endpoint.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            state: Return only deliveries in this state. Default: all states.
            event: Return only deliveries of this event. Default: all events.
            from_: Return only deliveries of events that happened at this time or later.
            to: Return only deliveries of events that happened before this time.
            chat_id: Return only deliveries of events that belong to this chat. Default: all chats, and none.
        """
        _answer: Pages[t.DeliveriesPage, t.Delivery] = self._caller.pages(
            "deliveries",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/deliveries",
            query={
                "limit": limit,
                "cursor": cursor,
                "state": state,
                "event": event,
                "from": from_,
                "to": to,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def get_delivery(
        self,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Get a delivery to an instance's endpoint.

        Args:
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/deliveries/{segment(delivery_id)}",
            timeout=timeout,
        )
        return _answer

    def redeliver(
        self,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Replay a delivery to an instance's endpoint.

        Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.

        Args:
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/deliveries/{segment(delivery_id)}/redeliver",
            timeout=timeout,
        )
        return _answer

    def replay_deliveries(
        self,
        *,
        states: List[t.DeliveryState] = ABSENT,
        events: List[t.EventName] = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        dry_run: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ReplayResult:
        """Replay deliveries to an instance's endpoint.

        Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dry_run` only counts them.

        Args:
            states: Replay deliveries in these states.
            events: Replay deliveries of these events. Default: all events.
            from_: Replay deliveries of events that happened at this time or later.
            to: Replay deliveries of events that happened before this time.
            chat_id: Replay deliveries of events that belong to this chat. Default: of all chats, and of none.
            dry_run: Only count the deliveries, and replay none.
        """
        _answer: t.ReplayResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/replay",
            body={
                "states": states,
                "events": events,
                "from": from_,
                "to": to,
                "chatId": chat_id,
                "dryRun": dry_run,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def pause_webhook(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Pause deliveries to an instance's endpoint.

        New events wait until you resume deliveries.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/pause",
            timeout=timeout,
        )
        return _answer

    def resume_webhook(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Resume deliveries to an instance's endpoint.

        Everything that waits becomes due immediately. An endpoint that is held becomes active.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhook/resume",
            timeout=timeout,
        )
        return _answer

    def create_endpoint(
        self,
        *,
        name: str,
        url: str,
        events: Optional[List[t.EventSelector]] = ABSENT,
        filter: Optional[t.EndpointFilter] = ABSENT,
        enabled: bool = ABSENT,
        order: t.DeliveryOrder = ABSENT,
        headers: Dict[str, str] = ABSENT,
        format: t.PayloadFormat = ABSENT,
        concurrency: Optional[int] = ABSENT,
        timeout_ms: Optional[int] = ABSENT,
        secret: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.SecretEndpoint:
        """Create a webhook endpoint.

        The answer contains the secret: it is not shown again. The request takes no idempotency key, because the answer must not be kept: if it is lost, remove the endpoint, or rotate its secret.

        Args:
            name: Name of your choice: 1 to 64 letters, digits, `-` or `_`, beginning with a letter or digit, but none of deliveries, pause, replay, resume, status. It cannot be changed.
            url: URL that receives the events: http or https, without a user name or password.
            events: The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by name: `["*", "status_post"]`.
            filter: Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before.
            enabled: Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that.
            order: `chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others.
            headers: Headers to add to every request. They replace all headers that were set before, and are never shown.
            format: `miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields.
            concurrency: Largest number of requests at a time. null: 8. One at a time with the order `strict`.
            timeout_ms: How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`.
            secret: The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits.
        """
        _answer: t.SecretEndpoint = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks",
            body={
                "events": events,
                "filter": filter,
                "enabled": enabled,
                "order": order,
                "headers": headers,
                "format": format,
                "concurrency": concurrency,
                "timeoutMs": timeout_ms,
                "name": name,
                "url": url,
                "secret": secret,
            },
            timeout=timeout,
        )
        return _answer

    def list_endpoints(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[t.Endpoint]:
        """List the webhook endpoints of an instance."""
        _answer: List[t.Endpoint] = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks",
            timeout=timeout,
        )
        return _answer

    def get_endpoint(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Endpoint:
        """Get a webhook endpoint.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.Endpoint = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}",
            timeout=timeout,
        )
        return _answer

    def update_endpoint(
        self,
        endpoint_name: str,
        *,
        events: Optional[List[t.EventSelector]] = ABSENT,
        filter: Optional[t.EndpointFilter] = ABSENT,
        enabled: bool = ABSENT,
        order: t.DeliveryOrder = ABSENT,
        headers: Dict[str, str] = ABSENT,
        format: t.PayloadFormat = ABSENT,
        concurrency: Optional[int] = ABSENT,
        timeout_ms: Optional[int] = ABSENT,
        url: Optional[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Endpoint:
        """Change a webhook endpoint.

        Fields that are absent do not change. A new URL also applies to deliveries that are waiting; new events and a new filter apply to events from now on.

        Args:
            endpoint_name: Name of the endpoint.
            events: The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by name: `["*", "status_post"]`.
            filter: Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before.
            enabled: Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that.
            order: `chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others.
            headers: Headers to add to every request. They replace all headers that were set before, and are never shown.
            format: `miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields.
            concurrency: Largest number of requests at a time. null: 8. One at a time with the order `strict`.
            timeout_ms: How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`.
            url: URL that receives the events: http or https, without a user name or password. null removes it.
        """
        _answer: t.Endpoint = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}",
            body={
                "events": events,
                "filter": filter,
                "enabled": enabled,
                "order": order,
                "headers": headers,
                "format": format,
                "concurrency": concurrency,
                "timeoutMs": timeout_ms,
                "url": url,
            },
            timeout=timeout,
        )
        return _answer

    def remove_endpoint(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.RemovedEndpoint:
        """Remove a webhook endpoint.

        Its deliveries are removed, too, those that wait included. `default` cannot be removed.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.RemovedEndpoint = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}",
            timeout=timeout,
        )
        return _answer

    def rotate_endpoint_secret(
        self,
        endpoint_name: str,
        *,
        secret: str = ABSENT,
        grace_seconds: int = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.SecretEndpoint:
        """Give a webhook endpoint a new secret.

        The answer contains the new secret: it is not shown again. Until `grace_seconds` have passed, `webhook-signature` also has a signature with the secret until now; `X-Miaw-Signature` uses the new one at once.

        Args:
            endpoint_name: Name of the endpoint.
            secret: The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits.
            grace_seconds: How long requests are signed with the secret until now, too, in seconds; 0: not at all.
        """
        _answer: t.SecretEndpoint = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/rotate-secret",
            body={
                "secret": secret,
                "graceSeconds": grace_seconds,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def test_endpoint(
        self,
        endpoint_name: str,
        *,
        event: t.EventName = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.WebhookTest:
        """Send a test event to a webhook endpoint.

        Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has.

        Args:
            endpoint_name: Name of the endpoint.
            event: Send an example of this event, as the documentation shows it. Whoever is in it does not exist.
        """
        _answer: t.WebhookTest = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/test",
            body={
                "event": event,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def get_endpoint_status(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Get the state of a webhook endpoint.

        Reports the state, the numbers of deliveries, the success rate, the latency and the last error.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/status",
            timeout=timeout,
        )
        return _answer

    def list_endpoint_deliveries(
        self,
        endpoint_name: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        state: t.DeliveryState = ABSENT,
        event: t.EventName = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.DeliveriesPage, t.Delivery]:
        """List deliveries to a webhook endpoint.

        Args:
            endpoint_name: Name of the endpoint.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            state: Return only deliveries in this state. Default: all states.
            event: Return only deliveries of this event. Default: all events.
            from_: Return only deliveries of events that happened at this time or later.
            to: Return only deliveries of events that happened before this time.
            chat_id: Return only deliveries of events that belong to this chat. Default: all chats, and none.
        """
        _answer: Pages[t.DeliveriesPage, t.Delivery] = self._caller.pages(
            "deliveries",
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/deliveries",
            query={
                "limit": limit,
                "cursor": cursor,
                "state": state,
                "event": event,
                "from": from_,
                "to": to,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def get_endpoint_delivery(
        self,
        endpoint_name: str,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Get a delivery to a webhook endpoint.

        Args:
            endpoint_name: Name of the endpoint.
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/deliveries/{segment(delivery_id)}",
            timeout=timeout,
        )
        return _answer

    def redeliver_endpoint(
        self,
        endpoint_name: str,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Replay a delivery to a webhook endpoint.

        Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.

        Args:
            endpoint_name: Name of the endpoint.
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/deliveries/{segment(delivery_id)}/redeliver",
            timeout=timeout,
        )
        return _answer

    def replay_endpoint_deliveries(
        self,
        endpoint_name: str,
        *,
        states: List[t.DeliveryState] = ABSENT,
        events: List[t.EventName] = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        dry_run: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ReplayResult:
        """Replay deliveries to a webhook endpoint.

        Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dry_run` only counts them.

        Args:
            endpoint_name: Name of the endpoint.
            states: Replay deliveries in these states.
            events: Replay deliveries of these events. Default: all events.
            from_: Replay deliveries of events that happened at this time or later.
            to: Replay deliveries of events that happened before this time.
            chat_id: Replay deliveries of events that belong to this chat. Default: of all chats, and of none.
            dry_run: Only count the deliveries, and replay none.
        """
        _answer: t.ReplayResult = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/replay",
            body={
                "states": states,
                "events": events,
                "from": from_,
                "to": to,
                "chatId": chat_id,
                "dryRun": dry_run,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def pause_endpoint(
        self,
        endpoint_name: str,
        *,
        reason: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Pause deliveries to a webhook endpoint.

        New events wait until you resume deliveries.

        Args:
            endpoint_name: Name of the endpoint.
            reason: Why, for people: it is shown with the endpoint.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/pause",
            body={
                "reason": reason,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def resume_endpoint(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Resume deliveries to a webhook endpoint.

        Everything that waits becomes due immediately. An endpoint that is held becomes active.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/webhooks/{segment(endpoint_name)}/resume",
            timeout=timeout,
        )
        return _answer


class EventsApi:
    """Events of an instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id

    def list_events(
        self,
        *,
        limit: int = ABSENT,
        after: int = ABSENT,
        types: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.EventsPage:
        """Read the event log.

        Returns the events of the instance in order, whether or not a webhook wants them. They are kept for `WEBHOOK_RETENTION_DAYS`. `qr`, `pairing_code` and `passkey` are shown only to keys that have `instances:connect`, too.

        Args:
            limit: Largest number of entries on the page.
            after: Return events after this sequence: 0 (the default) or `nextAfter` of the previous page.
            types: Return only events with these names, separated by commas. Default: all events.
        """
        _answer: t.EventsPage = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/events",
            query={
                "limit": limit,
                "after": after,
                "types": types,
            },
            timeout=timeout,
        )
        return _answer


class ServerInstancesApi:
    """Instances of the server."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create_instance(
        self,
        *,
        instance_id: str,
        webhook_url: Optional[str] = ABSENT,
        webhook_events: List[t.EventSelector] = ABSENT,
        webhook_enabled: bool = ABSENT,
        phone: Optional[str] = ABSENT,
        send_rate_per_minute: Optional[int] = ABSENT,
        auto_read: t.AutoRead = ABSENT,
        proxy: Optional[str] = ABSENT,
        typing: bool = ABSENT,
        metadata: Dict[str, str] = ABSENT,
        idempotency_key: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> t.Instance:
        """Create an instance.

        Creates an instance for one WhatsApp account. It is not connected until you call `POST connect`. With a `webhook_url`, the key needs `webhooks:write`, too; a key for some instances can create those alone. At most `MAX_INSTANCES` instances may exist: 409 `CONFLICT`.

        Args:
            instance_id: Id of your choice: 1 to 64 letters, digits, `-` or `_`, beginning with a letter or digit.
            webhook_url: URL that receives the instance's events: http or https, without a user name or password. null, the default: events are only kept in the event log.
            webhook_events: The events to deliver. Default, and the meaning of `*`: all events, except those about the status and channels, which have to be asked for by name: `["*", "status_post"]`.
            webhook_enabled: Whether events are delivered to `webhook_url`.
            phone: Phone number of the only account that may be linked, with country code. Another account that scans the QR code is unlinked at once. null, the default: any account.
            send_rate_per_minute: Largest number of messages that are sent per minute; 0: no limit. Messages that exceed it are not refused: they wait. null, and the default of a new instance: the setting of the server, `SEND_RATE_PER_MINUTE`.
            auto_read: Whose messages are marked as read as soon as they are recorded: those of `all`, of `people`, or in `groups`. Default of a new instance: `none`.
            proxy: URL of the proxy through which everything goes that the instance exchanges with WhatsApp: `http`, `https`, `socks5` or `socks5h`, with user name and password if needed. null, the default of a new instance: none. A change makes a new connection at once, unless the instance is disconnected.
            typing: Whether people see the account typing before its texts and captions, and recording before its voice messages. A message leaves up to 8 seconds later then. Default of a new instance: false.
            metadata: What you note about the instance: texts by key. Every event of the instance contains it.
            idempotency_key: Default: a new one. Give your own to repeat the call after a restart.
        """
        _answer: t.Instance = self._caller.data(
            "POST",
            "/api/v1/instances",
            body={
                "instanceId": instance_id,
                "webhookUrl": webhook_url,
                "webhookEvents": webhook_events,
                "webhookEnabled": webhook_enabled,
                "phone": phone,
                "sendRatePerMinute": send_rate_per_minute,
                "autoRead": auto_read,
                "proxy": proxy,
                "typing": typing,
                "metadata": metadata,
            },
            keyed=True,
            idempotency_key=idempotency_key,
            timeout=timeout,
        )
        return _answer

    def list_instances(
        self,
        *,
        metadata: List[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> List[t.Instance]:
        """List all instances.

        Instances that the key is not for are left out. `metadata` selects instances by what you noted about them.

        Args:
            metadata: Return only instances whose metadata has this value under this key: `customer:42`. Repeat the parameter to ask for several at once.
        """
        _answer: List[t.Instance] = self._caller.data(
            "GET",
            "/api/v1/instances",
            query={
                "metadata": metadata,
            },
            timeout=timeout,
        )
        return _answer


class ServerWebhooksApi:
    """Webhooks of the server."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_global_webhook_status(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Get the state of the global endpoint.

        Reports the state, the numbers of deliveries, the success rate, the latency and the last error.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "GET",
            "/api/v1/webhooks/status",
            timeout=timeout,
        )
        return _answer

    def list_global_deliveries(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        state: t.DeliveryState = ABSENT,
        event: t.EventName = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.DeliveriesPage, t.Delivery]:
        """List deliveries to the global endpoint.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            state: Return only deliveries in this state. Default: all states.
            event: Return only deliveries of this event. Default: all events.
            from_: Return only deliveries of events that happened at this time or later.
            to: Return only deliveries of events that happened before this time.
            chat_id: Return only deliveries of events that belong to this chat. Default: all chats, and none.
        """
        _answer: Pages[t.DeliveriesPage, t.Delivery] = self._caller.pages(
            "deliveries",
            "GET",
            "/api/v1/webhooks/deliveries",
            query={
                "limit": limit,
                "cursor": cursor,
                "state": state,
                "event": event,
                "from": from_,
                "to": to,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def get_global_delivery(
        self,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Get a delivery to the global endpoint.

        Args:
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "GET",
            f"/api/v1/webhooks/deliveries/{segment(delivery_id)}",
            timeout=timeout,
        )
        return _answer

    def redeliver_global(
        self,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Replay a delivery to the global endpoint.

        Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.

        Args:
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "POST",
            f"/api/v1/webhooks/deliveries/{segment(delivery_id)}/redeliver",
            timeout=timeout,
        )
        return _answer

    def replay_global_deliveries(
        self,
        *,
        states: List[t.DeliveryState] = ABSENT,
        events: List[t.EventName] = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        dry_run: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ReplayResult:
        """Replay deliveries to the global endpoint.

        Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dry_run` only counts them.

        Args:
            states: Replay deliveries in these states.
            events: Replay deliveries of these events. Default: all events.
            from_: Replay deliveries of events that happened at this time or later.
            to: Replay deliveries of events that happened before this time.
            chat_id: Replay deliveries of events that belong to this chat. Default: of all chats, and of none.
            dry_run: Only count the deliveries, and replay none.
        """
        _answer: t.ReplayResult = self._caller.data(
            "POST",
            "/api/v1/webhooks/replay",
            body={
                "states": states,
                "events": events,
                "from": from_,
                "to": to,
                "chatId": chat_id,
                "dryRun": dry_run,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def pause_global_webhook(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Pause deliveries to the global endpoint.

        New events wait until you resume deliveries.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            "/api/v1/webhooks/pause",
            timeout=timeout,
        )
        return _answer

    def resume_global_webhook(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Resume deliveries to the global endpoint.

        Everything that waits becomes due immediately. An endpoint that is held becomes active.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            "/api/v1/webhooks/resume",
            timeout=timeout,
        )
        return _answer

    def create_global_endpoint(
        self,
        *,
        name: str,
        url: str,
        events: Optional[List[t.EventSelector]] = ABSENT,
        filter: Optional[t.EndpointFilter] = ABSENT,
        enabled: bool = ABSENT,
        order: t.DeliveryOrder = ABSENT,
        headers: Dict[str, str] = ABSENT,
        format: t.PayloadFormat = ABSENT,
        concurrency: Optional[int] = ABSENT,
        timeout_ms: Optional[int] = ABSENT,
        secret: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.SecretEndpoint:
        """Create a global webhook endpoint.

        The answer contains the secret: it is not shown again. The request takes no idempotency key, because the answer must not be kept: if it is lost, remove the endpoint, or rotate its secret.

        Args:
            name: Name of your choice: 1 to 64 letters, digits, `-` or `_`, beginning with a letter or digit, but none of deliveries, pause, replay, resume, status. It cannot be changed.
            url: URL that receives the events: http or https, without a user name or password.
            events: The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by name: `["*", "status_post"]`.
            filter: Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before.
            enabled: Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that.
            order: `chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others.
            headers: Headers to add to every request. They replace all headers that were set before, and are never shown.
            format: `miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields.
            concurrency: Largest number of requests at a time. null: 8. One at a time with the order `strict`.
            timeout_ms: How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`.
            secret: The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits.
        """
        _answer: t.SecretEndpoint = self._caller.data(
            "POST",
            "/api/v1/webhooks",
            body={
                "events": events,
                "filter": filter,
                "enabled": enabled,
                "order": order,
                "headers": headers,
                "format": format,
                "concurrency": concurrency,
                "timeoutMs": timeout_ms,
                "name": name,
                "url": url,
                "secret": secret,
            },
            timeout=timeout,
        )
        return _answer

    def list_global_endpoints(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[t.Endpoint]:
        """List the global webhook endpoints."""
        _answer: List[t.Endpoint] = self._caller.data(
            "GET",
            "/api/v1/webhooks",
            timeout=timeout,
        )
        return _answer

    def get_global_endpoint(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Endpoint:
        """Get a global webhook endpoint.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.Endpoint = self._caller.data(
            "GET",
            f"/api/v1/webhooks/{segment(endpoint_name)}",
            timeout=timeout,
        )
        return _answer

    def update_global_endpoint(
        self,
        endpoint_name: str,
        *,
        events: Optional[List[t.EventSelector]] = ABSENT,
        filter: Optional[t.EndpointFilter] = ABSENT,
        enabled: bool = ABSENT,
        order: t.DeliveryOrder = ABSENT,
        headers: Dict[str, str] = ABSENT,
        format: t.PayloadFormat = ABSENT,
        concurrency: Optional[int] = ABSENT,
        timeout_ms: Optional[int] = ABSENT,
        url: Optional[str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Endpoint:
        """Change a global webhook endpoint.

        Fields that are absent do not change. A new URL also applies to deliveries that are waiting; new events and a new filter apply to events from now on. `url`, `events` and `enabled` of `default` come from the environment and cannot be changed.

        Args:
            endpoint_name: Name of the endpoint.
            events: The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by name: `["*", "status_post"]`.
            filter: Which of these events are delivered, decided when they happen. null: all of them. A filter replaces the one before.
            enabled: Whether events are delivered. Those that happen while it is false are not delivered later; pause the endpoint for that.
            order: `chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others.
            headers: Headers to add to every request. They replace all headers that were set before, and are never shown.
            format: `miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields.
            concurrency: Largest number of requests at a time. null: 8. One at a time with the order `strict`.
            timeout_ms: How long the receiver may take to answer, in milliseconds. null: `WEBHOOK_TIMEOUT_MS`.
            url: URL that receives the events: http or https, without a user name or password. null removes it.
        """
        _answer: t.Endpoint = self._caller.data(
            "PATCH",
            f"/api/v1/webhooks/{segment(endpoint_name)}",
            body={
                "events": events,
                "filter": filter,
                "enabled": enabled,
                "order": order,
                "headers": headers,
                "format": format,
                "concurrency": concurrency,
                "timeoutMs": timeout_ms,
                "url": url,
            },
            timeout=timeout,
        )
        return _answer

    def remove_global_endpoint(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.RemovedEndpoint:
        """Remove a global webhook endpoint.

        Its deliveries are removed, too, those that wait included. `default` cannot be removed: it comes from `WEBHOOK_URL`.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.RemovedEndpoint = self._caller.data(
            "DELETE",
            f"/api/v1/webhooks/{segment(endpoint_name)}",
            timeout=timeout,
        )
        return _answer

    def rotate_global_endpoint_secret(
        self,
        endpoint_name: str,
        *,
        secret: str = ABSENT,
        grace_seconds: int = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.SecretEndpoint:
        """Give a webhook endpoint a new secret.

        The answer contains the new secret: it is not shown again. Until `grace_seconds` have passed, `webhook-signature` also has a signature with the secret until now; `X-Miaw-Signature` uses the new one at once.

        Args:
            endpoint_name: Name of the endpoint.
            secret: The secret that signs the requests: 16 to 256 visible ASCII characters, not beginning with `whsec_`. Default: a random one of 256 bits.
            grace_seconds: How long requests are signed with the secret until now, too, in seconds; 0: not at all.
        """
        _answer: t.SecretEndpoint = self._caller.data(
            "POST",
            f"/api/v1/webhooks/{segment(endpoint_name)}/rotate-secret",
            body={
                "secret": secret,
                "graceSeconds": grace_seconds,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def test_global_endpoint(
        self,
        endpoint_name: str,
        *,
        event: t.EventName = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.WebhookTest:
        """Send a test event to a global webhook endpoint.

        Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has. Its `instanceId` is `test`, whatever instances there are.

        Args:
            endpoint_name: Name of the endpoint.
            event: Send an example of this event, as the documentation shows it. Whoever is in it does not exist.
        """
        _answer: t.WebhookTest = self._caller.data(
            "POST",
            f"/api/v1/webhooks/{segment(endpoint_name)}/test",
            body={
                "event": event,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def get_global_endpoint_status(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Get the state of a global webhook endpoint.

        Reports the state, the numbers of deliveries, the success rate, the latency and the last error.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "GET",
            f"/api/v1/webhooks/{segment(endpoint_name)}/status",
            timeout=timeout,
        )
        return _answer

    def list_global_endpoint_deliveries(
        self,
        endpoint_name: str,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        state: t.DeliveryState = ABSENT,
        event: t.EventName = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.DeliveriesPage, t.Delivery]:
        """List deliveries to a global webhook endpoint.

        Args:
            endpoint_name: Name of the endpoint.
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            state: Return only deliveries in this state. Default: all states.
            event: Return only deliveries of this event. Default: all events.
            from_: Return only deliveries of events that happened at this time or later.
            to: Return only deliveries of events that happened before this time.
            chat_id: Return only deliveries of events that belong to this chat. Default: all chats, and none.
        """
        _answer: Pages[t.DeliveriesPage, t.Delivery] = self._caller.pages(
            "deliveries",
            "GET",
            f"/api/v1/webhooks/{segment(endpoint_name)}/deliveries",
            query={
                "limit": limit,
                "cursor": cursor,
                "state": state,
                "event": event,
                "from": from_,
                "to": to,
                "chatId": chat_id,
            },
            timeout=timeout,
        )
        return _answer

    def get_global_endpoint_delivery(
        self,
        endpoint_name: str,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Get a delivery to a global webhook endpoint.

        Args:
            endpoint_name: Name of the endpoint.
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "GET",
            f"/api/v1/webhooks/{segment(endpoint_name)}/deliveries/{segment(delivery_id)}",
            timeout=timeout,
        )
        return _answer

    def redeliver_global_endpoint(
        self,
        endpoint_name: str,
        delivery_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.DeliveryDetail:
        """Replay a delivery to a global webhook endpoint.

        Works in every state. The delivery keeps its id, and the schedule of its attempts starts again. An endpoint that is held becomes active.

        Args:
            endpoint_name: Name of the endpoint.
            delivery_id: Id of the delivery, as in the header `X-Miaw-Delivery`.
        """
        _answer: t.DeliveryDetail = self._caller.data(
            "POST",
            f"/api/v1/webhooks/{segment(endpoint_name)}/deliveries/{segment(delivery_id)}/redeliver",
            timeout=timeout,
        )
        return _answer

    def replay_global_endpoint_deliveries(
        self,
        endpoint_name: str,
        *,
        states: List[t.DeliveryState] = ABSENT,
        events: List[t.EventName] = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        chat_id: str = ABSENT,
        dry_run: bool = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.ReplayResult:
        """Replay deliveries to a global webhook endpoint.

        Replays the parked deliveries, or those in the given `states`, oldest first. Deliveries keep their ids. `dry_run` only counts them.

        Args:
            endpoint_name: Name of the endpoint.
            states: Replay deliveries in these states.
            events: Replay deliveries of these events. Default: all events.
            from_: Replay deliveries of events that happened at this time or later.
            to: Replay deliveries of events that happened before this time.
            chat_id: Replay deliveries of events that belong to this chat. Default: of all chats, and of none.
            dry_run: Only count the deliveries, and replay none.
        """
        _answer: t.ReplayResult = self._caller.data(
            "POST",
            f"/api/v1/webhooks/{segment(endpoint_name)}/replay",
            body={
                "states": states,
                "events": events,
                "from": from_,
                "to": to,
                "chatId": chat_id,
                "dryRun": dry_run,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def pause_global_endpoint(
        self,
        endpoint_name: str,
        *,
        reason: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Pause deliveries to a global webhook endpoint.

        New events wait until you resume deliveries.

        Args:
            endpoint_name: Name of the endpoint.
            reason: Why, for people: it is shown with the endpoint.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            f"/api/v1/webhooks/{segment(endpoint_name)}/pause",
            body={
                "reason": reason,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def resume_global_endpoint(
        self,
        endpoint_name: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.WebhookStatus:
        """Resume deliveries to a global webhook endpoint.

        Everything that waits becomes due immediately. An endpoint that is held becomes active.

        Args:
            endpoint_name: Name of the endpoint.
        """
        _answer: t.WebhookStatus = self._caller.data(
            "POST",
            f"/api/v1/webhooks/{segment(endpoint_name)}/resume",
            timeout=timeout,
        )
        return _answer


class ServerKeysApi:
    """Keys of the server."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create_key(
        self,
        *,
        name: str,
        scopes: List[t.Scope] = ABSENT,
        preset: Literal["reader", "sender", "bot", "operator", "admin"] = ABSENT,
        instances: Optional[List[str]] = ABSENT,
        expires_at: Optional[Union[str, datetime]] = ABSENT,
        rate_limit_per_minute: Optional[int] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.NewKey:
        """Make an API key.

        The answer contains the key: it is not shown again. A key can have only scopes that the key of the request has, too; it must not last longer, and its limit per minute must not be higher. A key that is for some instances cannot make keys. The request takes no idempotency key, because the answer must not be kept: if it is lost, revoke the key and make another.

        Args:
            name: What the key is for, for people: it is shown in the list and in the audit log.
            scopes: What the key may do; see `docs/keys.md`.
            preset: A usual set of scopes, in addition to `scopes`; see `docs/keys.md`.
            instances: Ids of the instances that the key is for, which need not exist yet. All others do not exist to its holder. null: all instances.
            expires_at: When the key ends. null: never.
            rate_limit_per_minute: Largest number of requests per minute; 0: no limit. null: `RATE_LIMIT_PER_MINUTE`.
        """
        _answer: t.NewKey = self._caller.data(
            "POST",
            "/api/v1/keys",
            body={
                "name": name,
                "scopes": scopes,
                "preset": preset,
                "instances": instances,
                "expiresAt": expires_at,
                "rateLimitPerMinute": rate_limit_per_minute,
            },
            timeout=timeout,
        )
        return _answer

    def list_keys(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.KeysPage, t.Key]:
        """List API keys.

        The root key, `API_KEY`, is not among them.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
        """
        _answer: Pages[t.KeysPage, t.Key] = self._caller.pages(
            "keys",
            "GET",
            "/api/v1/keys",
            query={
                "limit": limit,
                "cursor": cursor,
            },
            timeout=timeout,
        )
        return _answer

    def get_key(
        self,
        key_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.Key:
        """Get an API key.

        Args:
            key_id: Id of the key.
        """
        _answer: t.Key = self._caller.data(
            "GET",
            f"/api/v1/keys/{segment(key_id)}",
            timeout=timeout,
        )
        return _answer

    def update_key(
        self,
        key_id: str,
        *,
        name: str = ABSENT,
        scopes: List[t.Scope] = ABSENT,
        instances: Optional[List[str]] = ABSENT,
        expires_at: Optional[Union[str, datetime]] = ABSENT,
        rate_limit_per_minute: Optional[int] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Key:
        """Change what an API key may do.

        Takes effect at once. Streams of the event log that were opened with the key end; their readers can connect again.

        Args:
            key_id: Id of the key.
            name: What the key is for.
            scopes: What the key may do; see `docs/keys.md`.
            instances: Ids of the instances that the key is for, which need not exist yet. All others do not exist to its holder. null: all instances.
            expires_at: When the key ends. null: never.
            rate_limit_per_minute: Largest number of requests per minute; 0: no limit. null: `RATE_LIMIT_PER_MINUTE`.
        """
        _answer: t.Key = self._caller.data(
            "PATCH",
            f"/api/v1/keys/{segment(key_id)}",
            body={
                "name": name,
                "scopes": scopes,
                "instances": instances,
                "expiresAt": expires_at,
                "rateLimitPerMinute": rate_limit_per_minute,
            },
            timeout=timeout,
        )
        return _answer

    def revoke_key(
        self,
        key_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> t.RevokedKey:
        """Revoke an API key.

        Takes effect at once. Streams of the event log that were opened with the key end.

        Args:
            key_id: Id of the key.
        """
        _answer: t.RevokedKey = self._caller.data(
            "DELETE",
            f"/api/v1/keys/{segment(key_id)}",
            timeout=timeout,
        )
        return _answer

    def rotate_key(
        self,
        key_id: str,
        *,
        grace_seconds: int = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.NewKey:
        """Give an API key a new secret.

        The answer contains the new key: it is not shown again. Until `grace_seconds` have passed, the key until now is valid, too; the one before that no longer is. The previous secret can no longer be used to manage keys, and links that were made with it end with it. A key can only be rotated by one that may do at least as much, for at least as long.

        Args:
            key_id: Id of the key.
            grace_seconds: How long the key until now stays valid, in seconds; 0: not at all.
        """
        _answer: t.NewKey = self._caller.data(
            "POST",
            f"/api/v1/keys/{segment(key_id)}/rotate",
            body={
                "graceSeconds": grace_seconds,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def get_own_key(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.OwnKey:
        """Get the API key of the request.

        Shows what the key that the request carries may do. Every key may ask.
        """
        _answer: t.OwnKey = self._caller.data(
            "GET",
            "/api/v1/key",
            timeout=timeout,
        )
        return _answer

    def list_audit(
        self,
        *,
        limit: int = ABSENT,
        cursor: str = ABSENT,
        key_id: str = ABSENT,
        operation: str = ABSENT,
        instance_id: str = ABSENT,
        from_: Union[str, datetime] = ABSENT,
        to: Union[str, datetime] = ABSENT,
        timeout: Optional[float] = None,
    ) -> Pages[t.AuditPage, t.AuditEntry]:
        """Read the audit log.

        Lists the requests that could change something, with their outcome, and those that a key was not allowed to make. Entries are kept for `AUDIT_RETENTION_DAYS`. They appear shortly after the answer.

        Args:
            limit: Largest number of entries on the page.
            cursor: `nextCursor` of the previous page. Default: the first page.
            key_id: Return only what was done with this key: its id, or `root`.
            operation: Return only this operation: its id in the OpenAPI document.
            instance_id: Return only requests about this instance.
            from_: Return only requests that were answered at this time or later.
            to: Return only requests that were answered before this time.
        """
        _answer: Pages[t.AuditPage, t.AuditEntry] = self._caller.pages(
            "entries",
            "GET",
            "/api/v1/audit",
            query={
                "limit": limit,
                "cursor": cursor,
                "keyId": key_id,
                "operation": operation,
                "instanceId": instance_id,
                "from": from_,
                "to": to,
            },
            timeout=timeout,
        )
        return _answer


class ServerBackupsApi:
    """Backups of the server."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create_backup(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.NewBackup:
        """Make a backup of the server.

        Writes everything that the server keeps, as it is at one moment, into one file in `BACKUP_PATH`, and reads it again. The server works on meanwhile. The answer comes when the backup is whole, which takes some seconds for each gigabyte. If the caller leaves before, the backup is made all the same. Whoever has a backup controls all accounts: `docs/operating.md` says how to keep and restore it.
        """
        _answer: t.NewBackup = self._caller.data(
            "POST",
            "/api/v1/backup",
            timeout=timeout,
        )
        return _answer

    def list_backups(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[t.Backup]:
        """List the backups."""
        _answer: List[t.Backup] = self._caller.data(
            "GET",
            "/api/v1/backups",
            timeout=timeout,
        )
        return _answer

    def download_backup(
        self,
        backup_id: str,
        *,
        timeout: Optional[float] = None,
    ) -> Download:
        """Download a backup.

        The file contains all sessions and secrets of the server.

        Args:
            backup_id: Id of the backup.
        """
        _answer: Download = self._caller.download(
            "GET",
            f"/api/v1/backups/{segment(backup_id)}",
            timeout=timeout,
        )
        return _answer


class ServerHealthApi:
    """Health of the server."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get_metrics(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> Download:
        """Read the metrics.

        In Prometheus' text format. `docs/operating.md` describes them. `METRICS_PORT` serves them without a key on a port of its own.
        """
        _answer: Download = self._caller.download(
            "GET",
            "/metrics",
            timeout=timeout,
        )
        return _answer

    def get_health(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Health:
        """Check the health of the server."""
        _answer: t.Health = self._caller.data(
            "GET",
            "/health",
            timeout=timeout,
        )
        return _answer

    def get_liveness(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Liveness:
        """Check that the server runs.

        For whatever restarts the server if it hangs. It reads nothing, so that a slow disk causes no restart.
        """
        _answer: t.Liveness = self._caller.data(
            "GET",
            "/livez",
            timeout=timeout,
        )
        return _answer

    def get_readiness(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Readiness:
        """Check that the server can work.

        For whatever sends requests to the server. It is not ready if it cannot read its database, if less than 64 MiB of the disk are free, or while it shuts down.
        """
        _answer: t.Readiness = self._caller.data(
            "GET",
            "/readyz",
            timeout=timeout,
        )
        return _answer

    def get_health_under_api_v1(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Health:
        """Check the health of the server, like `GET /health`."""
        _answer: t.Health = self._caller.data(
            "GET",
            "/api/v1/health",
            timeout=timeout,
        )
        return _answer

    def list_nodes(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> List[t.Node]:
        """List the servers that share the database.

        Any of them answers for all instances. A server that has its database alone, as with SQLite, is the only one in the list.
        """
        _answer: List[t.Node] = self._caller.data(
            "GET",
            "/api/v1/nodes",
            timeout=timeout,
        )
        return _answer


class InstanceApi:
    """Operations of one instance."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        self._caller = caller
        self._instance_id = instance_id
        self.messages = MessagesApi(caller, instance_id)
        self.chats = ChatsApi(caller, instance_id)
        self.presence = PresenceApi(caller, instance_id)
        self.contacts = ContactsApi(caller, instance_id)
        self.calls = CallsApi(caller, instance_id)
        self.labels = LabelsApi(caller, instance_id)
        self.groups = GroupsApi(caller, instance_id)
        self.communities = CommunitiesApi(caller, instance_id)
        self.channels = ChannelsApi(caller, instance_id)
        self.status = StatusApi(caller, instance_id)
        self.profile = ProfileApi(caller, instance_id)
        self.privacy = PrivacyApi(caller, instance_id)
        self.business = BusinessApi(caller, instance_id)
        self.catalog = CatalogApi(caller, instance_id)
        self.webhooks = WebhooksApi(caller, instance_id)
        self.events = EventsApi(caller, instance_id)

    def get_instance(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Instance:
        """Get an instance."""
        _answer: t.Instance = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}",
            timeout=timeout,
        )
        return _answer

    def update_instance(
        self,
        *,
        send_rate_per_minute: Optional[int] = ABSENT,
        auto_read: t.AutoRead = ABSENT,
        proxy: Optional[str] = ABSENT,
        typing: bool = ABSENT,
        reject_calls: bool = ABSENT,
        reject_calls_text: Optional[str] = ABSENT,
        reject_calls_except: List[t.CallExemption] = ABSENT,
        metadata: Dict[str, str] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Instance:
        """Change the settings of an instance.

        Changes the pace of its messages, which calls it rejects, what it marks as read, whether people see it typing, its metadata and its proxy. To change where events are delivered, use `PUT webhook`.

        Args:
            send_rate_per_minute: Largest number of messages that are sent per minute; 0: no limit. Messages that exceed it are not refused: they wait. null, and the default of a new instance: the setting of the server, `SEND_RATE_PER_MINUTE`.
            auto_read: Whose messages are marked as read as soon as they are recorded: those of `all`, of `people`, or in `groups`. Default of a new instance: `none`.
            proxy: URL of the proxy through which everything goes that the instance exchanges with WhatsApp: `http`, `https`, `socks5` or `socks5h`, with user name and password if needed. null, the default of a new instance: none. A change makes a new connection at once, unless the instance is disconnected.
            typing: Whether people see the account typing before its texts and captions, and recording before its voice messages. A message leaves up to 8 seconds later then. Default of a new instance: false.
            reject_calls: Whether calls are rejected when they come in.
            reject_calls_text: Text that rejected callers get, at most once an hour each; null: none.
            reject_calls_except: Calls that are not rejected: those of `contacts` (people in the address book), and those in `groups`.
            metadata: What you note about the instance: texts by key. It replaces all that was noted before; `{}` removes it. Events that happened before keep what was noted at their time.
        """
        _answer: t.Instance = self._caller.data(
            "PATCH",
            f"/api/v1/instances/{segment(self._instance_id)}",
            body={
                "sendRatePerMinute": send_rate_per_minute,
                "autoRead": auto_read,
                "proxy": proxy,
                "typing": typing,
                "rejectCalls": reject_calls,
                "rejectCallsText": reject_calls_text,
                "rejectCallsExcept": reject_calls_except,
                "metadata": metadata,
            },
            timeout=timeout,
        )
        return _answer

    def delete_instance(
        self,
        *,
        logout: Literal["true", "false"] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.RemovedInstance:
        """Delete an instance.

        Ends the connection and removes everything that belongs to the instance, its files included. With `logout`, the device is unlinked at WhatsApp first, which requires a connection.

        Args:
            logout: Whether to unlink the device at WhatsApp first.
        """
        _answer: t.RemovedInstance = self._caller.data(
            "DELETE",
            f"/api/v1/instances/{segment(self._instance_id)}",
            query={
                "logout": logout,
            },
            timeout=timeout,
        )
        return _answer

    def get_instance_status(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.ConnectionStatus:
        """Get the state of the connection."""
        _answer: t.ConnectionStatus = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/status",
            timeout=timeout,
        )
        return _answer

    def get_instance_stats(
        self,
        *,
        since: Union[str, datetime] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.InstanceStats:
        """Count messages and deliveries of an instance.

        Counts the messages and the attempts at deliveries since a time: of the last 24 hours, unless `since` says otherwise. For monitoring, use the metrics.

        Args:
            since: Count from this time on, at most 7 days ago: from midnight where you are, for example. Default: 24 hours ago.
        """
        _answer: t.InstanceStats = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/stats",
            query={
                "since": since,
            },
            timeout=timeout,
        )
        return _answer

    def connect_instance(
        self,
        *,
        pairing_phone: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Connection:
        """Connect to WhatsApp.

        Waits up to 8 seconds for a login, for the first QR code or, with `pairing_phone`, for the pairing code. If the instance is already connected or connecting, the answer is its current state.

        Args:
            pairing_phone: Phone number of the account with country code, to link the device by a pairing code. Default: link by QR code.
        """
        _answer: t.Connection = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/connect",
            body={
                "pairingPhone": pairing_phone,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def disconnect_instance(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.ConnectionStatus:
        """Disconnect from WhatsApp.

        The device stays linked. The instance stays disconnected until you call `POST connect`, even if the server restarts.
        """
        _answer: t.ConnectionStatus = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/disconnect",
            timeout=timeout,
        )
        return _answer

    def logout_instance(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.ConnectionStatus:
        """Unlink the device, and keep the instance.

        Takes the server off the linked devices of the account, as its owner can on the phone. The instance stays, with its settings, endpoints, events, chats and messages, and can be linked again by `POST connect`. What belongs to the account goes: the session, the address book, labels and quick replies. Messages that are scheduled wait for the next link, whichever account that is. Requires a connection; if no account is linked, nothing changes.
        """
        _answer: t.ConnectionStatus = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/logout",
            timeout=timeout,
        )
        return _answer

    def restart_instance(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Connection:
        """Disconnect and connect again.

        Waits up to 8 seconds for a login or for the first QR code.
        """
        _answer: t.Connection = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/restart",
            timeout=timeout,
        )
        return _answer

    def get_instance_qr(
        self,
        *,
        key: str = ABSENT,
        expires: str = ABSENT,
        signature: str = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Qr:
        """Get the QR code to scan.

        Answers with JSON, or with an image in the format that the `Accept` header prefers. `text/plain` draws the code for a terminal, black on white whatever its colors are. If there is no code to scan right now, the answer is 409.

        Args:
            key: Part of a signed link: id of the key that made it.
            expires: Part of a signed link: when it ends, in epoch seconds.
            signature: Part of a signed link: its signature.
        """
        _answer: t.Qr = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/qr",
            query={
                "key": key,
                "expires": expires,
                "signature": signature,
            },
            timeout=timeout,
        )
        return _answer

    def create_qr_link(
        self,
        *,
        expires_in_seconds: int = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Link:
        """Make a link to the QR code.

        The link works without an API key until it ends, and always shows the current code: for the browser of whoever links the account, for example. Keep it secret.

        Args:
            expires_in_seconds: How long the link works, in seconds.
        """
        _answer: t.Link = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/qr/link",
            body={
                "expiresInSeconds": expires_in_seconds,
            },
            body_required=False,
            timeout=timeout,
        )
        return _answer

    def get_instance_passkey(
        self,
        *,
        timeout: Optional[float] = None,
    ) -> t.Passkey:
        """Get the request for a passkey.

        WhatsApp asks some accounts for their passkey when a device is linked. The owner answers `request` with `navigator.credentials.get` on https://web.whatsapp.com; `docs/passkey.md` shows how. If WhatsApp asks for no passkey right now, the answer is 409.
        """
        _answer: t.Passkey = self._caller.data(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/passkey",
            timeout=timeout,
        )
        return _answer

    def answer_instance_passkey(
        self,
        *,
        id: str,
        raw_id: str,
        type: Literal["public-key"],
        response: t.PasskeyResponse,
        authenticator_attachment: Optional[Literal["platform", "cross-platform"]] = ABSENT,
        client_extension_results: Optional[Dict[str, Any]] = ABSENT,
        timeout: Optional[float] = None,
    ) -> t.Passkey:
        """Answer the request for a passkey.

        Takes the `toJSON()` of the credential. A credential that does not answer the request is refused without asking WhatsApp. If WhatsApp refuses it, `GET passkey` shows a new request to answer, or else the link begins again with a QR code.

        Args:
            id: Id of the passkey.
            raw_id: Id of the passkey once more; equal to `id`.
            type: Kind of the credential.
            response: What the authenticator answered.
            authenticator_attachment: Where the authenticator is. Ignored.
            client_extension_results: Results of extensions. Ignored.
        """
        _answer: t.Passkey = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/passkey",
            body={
                "id": id,
                "rawId": raw_id,
                "type": type,
                "response": response,
                "authenticatorAttachment": authenticator_attachment,
                "clientExtensionResults": client_extension_results,
            },
            timeout=timeout,
        )
        return _answer

    def confirm_instance_passkey(
        self,
        *,
        code: str,
        timeout: Optional[float] = None,
    ) -> t.Passkey:
        """Confirm the code of a link by passkey.

        Needed while `GET passkey` says `confirmation`: compare its `code` with the phone. Send the code that the phone shows, which is compared once more. A different code means that somebody else answers for the phone.

        Args:
            code: The code that the phone shows: eight characters, with or without the dash.
        """
        _answer: t.Passkey = self._caller.data(
            "POST",
            f"/api/v1/instances/{segment(self._instance_id)}/passkey/confirm",
            body={
                "code": code,
            },
            timeout=timeout,
        )
        return _answer


class MiawApi:
    """Operations of the server."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.instances = ServerInstancesApi(caller)
        self.webhooks = ServerWebhooksApi(caller)
        self.keys = ServerKeysApi(caller)
        self.backups = ServerBackupsApi(caller)
        self.health = ServerHealthApi(caller)
