import { UPLOAD_ID, UPLOAD_PATH } from '../http/upload-names.js';
import { type Json, objectAt, withOperations } from './json.js';

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data';

/**
 * Makes one operation for each way in which a file can be sent: with JSON at the path of the operation, and in a form below
 * it, at `/upload`. Generated clients know only one type of body for an operation. The server takes both at both paths.
 * @throws if an operation takes files and has no path for uploads
 */
export function withUploads(document: Json): Json {
  const paths = Object.keys(objectAt(document, 'paths'));
  return withOperations(document, (operation, path) => {
    const content = contentOf(operation);
    if (!(FORM_TYPE in content)) return operation;
    const id = String(operation['operationId']);
    const upload = id + UPLOAD_ID;
    if (path.endsWith(UPLOAD_PATH)) {
      const note = `Does what \`${id}\` does, with the file in a form: \`media\` is the file, and the other fields are parts of their own.`;
      return {
        ...taking(operation, FORM_TYPE, note),
        operationId: upload,
        summary: `${String(operation['summary'])} (file upload)`,
      };
    }
    if (!paths.includes(path + UPLOAD_PATH)) throw new Error(`${id} needs the path ${path}${UPLOAD_PATH}`);
    return taking(operation, JSON_TYPE, `To upload the file itself, use \`${upload}\`.`);
  });
}

function contentOf(operation: Json): Json {
  return objectAt(objectAt(operation, 'requestBody'), 'content');
}

/** The operation with one type of body, and one more sentence. */
function taking(operation: Json, type: string, sentence: string): Json {
  const { description } = operation;
  return {
    ...operation,
    description: typeof description === 'string' ? `${description} ${sentence}` : sentence,
    requestBody: {
      ...objectAt(operation, 'requestBody'),
      content: { [type]: contentOf(operation)[type] },
    },
  };
}
