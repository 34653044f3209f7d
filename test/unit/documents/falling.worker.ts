/** Renders as the product does, but its thread ends at a document that asks for it. */
import render, { type RenderingTask } from '../../../src/documents/document.worker.js';

export default (task: RenderingTask) => {
  // oxlint-disable-next-line node/no-process-exit -- ends the thread
  if (task.document.title === 'fall') process.exit(1);
  return render(task);
};
