import type { BinaryNode } from '@whiskeysockets/baileys';
import { unusable } from '../faults.js';
import { childrenOf } from '../wire/stanza.js';
import { type Named, namedBy, namedIn } from './group.js';
import { timeIn } from './numbers.js';

/** Somebody who waits for an admin to let them into a group. */
export interface JoinRequestFacts extends Named {
  /** Epoch ms. */
  requestedAt?: number;
  /** How they asked: WhatsApp's own word, such as `invite_link`, `linked_group_join` or `non_admin_add`. */
  method?: string;
  /** The member who wants to add them, if they did not ask themselves. */
  requestedBy?: Named;
}

/**
 * The requests in an answer (reference: whatsmeow `GetGroupRequestParticipants`, Baileys `groupRequestParticipantsList`).
 * @throws WhatsAppFault WHATSAPP_ERROR if the answer contains no list
 */
export function joinRequestsIn(answer: BinaryNode): JoinRequestFacts[] {
  const [list] = childrenOf(answer, 'membership_approval_requests');
  if (!list) throw unusable();
  return childrenOf(list, 'membership_approval_request').map((request) => {
    const { request_time: time, request_method: method, requestor, requestor_pn: phone } = request.attrs;
    const requestedBy = namedBy([requestor, phone]);
    return {
      ...namedIn(request),
      requestedAt: timeIn(time),
      method,
      ...(Object.keys(requestedBy).length > 0 && { requestedBy }),
    };
  });
}
