import { work, type Job } from './zipping';

self.onmessage = ({ data }: MessageEvent<Job>) => self.postMessage(work(data));
