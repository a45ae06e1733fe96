import { work, type Job } from '@/deploy/zipping';

/** What a browser has and this has not: a worker, whose work is done here, with what was sent to it and back copied as a browser copies it. */
export class WorkerHere {
  onmessage?: (event: { data: unknown }) => void;
  postMessage = (job: Job) => void Promise.resolve(structuredClone(job)).then((sent) => this.onmessage?.({ data: structuredClone(work(sent)) }));
  terminate = () => {};
}
