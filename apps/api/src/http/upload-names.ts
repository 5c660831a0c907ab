/** What follows the path of an operation that takes a file, where clients send the file in a form. */
export const UPLOAD_PATH = '/upload';

/** What follows the id of such an operation there. */
export const UPLOAD_ID = 'Upload';
