import { useQuery } from '@tanstack/react-query';
import { FileArchive, FolderUp, Package } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { cn } from '@/ui/cn';
import { Spinner } from '@/ui/spinner';
import { Failure, LoadingRows } from '@/ui/states';
import { ArchiveError, filesOfChoice, filesOfDrop, filesFor, filesOfTemplate, manifestOf, runtimesOf, type Manifest } from './archive';
import type { Files } from './zipping';

export interface Source {
  label: string;
  /** The template that it is, if it is one. */
  template?: string | undefined;
  files: Files;
  manifest: Manifest;
}

interface Props {
  /** Files were chosen, and a reload has lost them. */
  lost?: boolean;
  onSource: (source: Source) => void;
}

const templatesQuery = { queryKey: ['templates'], queryFn: async () => (await import('virtual:templates')).default, staleTime: Infinity };

/** Where the code comes from: a folder, a zip, or a template. */
export function CodeStep({ lost, onSource }: Props) {
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const folder = useRef<HTMLInputElement>(null);
  const archive = useRef<HTMLInputElement>(null);
  const templates = useQuery(templatesQuery);

  const take = async (label: string, read: () => Promise<Files>, template?: string) => {
    setReading(true);
    setProblem(undefined);
    try {
      const files = await read();
      onSource({ label, template, files, manifest: manifestOf(filesFor(files, runtimesOf(files)[0])) });
    } catch (error) {
      setProblem(error instanceof ArchiveError ? error.message : `The files can’t be read: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      setReading(false);
    }
  };
  const chosen = (list: FileList | null) => {
    const files = [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    if (files.length > 0) void take(files[0]!.path.split('/')[0]!, () => filesOfChoice(files));
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const name = event.dataTransfer.items[0]?.webkitGetAsEntry()?.name ?? 'your files';
    const dropping = filesOfDrop(event.dataTransfer.items);
    void take(name, async () => filesOfChoice(await dropping));
  };

  return (
    <div className="space-y-6">
      {lost && <p role="status" className="rounded-lg border border-warn/40 bg-warn-soft px-4 py-3 text-[0.8125rem] text-warn-ink">A reload forgets the files: choose them again.</p>}
      <div
        onDragOver={(event) => { event.preventDefault(); setOver(true); }}
        onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
        onDrop={dropped}
        className={cn('rounded-2xl border-2 border-dashed px-6 py-12 text-center transition-colors', over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface')}
      >
        <div aria-hidden="true" className="mx-auto grid size-12 place-items-center rounded-xl border bg-sunken text-soft">{reading ? <Spinner className="size-5!" /> : <FolderUp className="size-5" />}</div>
        <h2 className="mt-4 text-base font-semibold">{reading ? 'Reading your files …' : 'Drop your agent’s folder or a .zip here'}</h2>
        <p className="mx-auto mt-1 max-w-md text-[0.8125rem] text-soft">It is packed in your browser. Installed packages, <code className="font-mono">.git</code> and <code className="font-mono">.env</code> files stay behind.</p>
        <div className="mt-5 flex flex-wrap justify-center gap-2">
          <Button variant="solid" disabled={reading} onClick={() => folder.current?.click()}><FolderUp aria-hidden="true" />Choose a folder</Button>
          <Button disabled={reading} onClick={() => archive.current?.click()}><FileArchive aria-hidden="true" />Choose a .zip</Button>
        </div>
        <input ref={folder} type="file" hidden aria-label="Folder" {...{ webkitdirectory: '' }} onChange={(event) => { chosen(event.target.files); event.target.value = ''; }} />
        <input ref={archive} type="file" hidden aria-label="Zip file" accept=".zip,application/zip" onChange={(event) => { chosen(event.target.files); event.target.value = ''; }} />
        {problem && <p role="alert" className="mx-auto mt-5 max-w-xl rounded-lg border border-bad/35 bg-bad-soft px-4 py-3 text-left text-[0.8125rem] break-words text-bad-ink">{problem}</p>}
      </div>
      <Card>
        <CardHeader title="Or start from a template" description={<>Each of them answers without any key. <code className="font-mono">webhost init DIR --template NAME</code> gives you its code, to change and to deploy.</>} />
        <CardBody>
          {templates.isPending && <LoadingRows rows={2} label="Loading the templates" />}
          {templates.isError && <Failure error={templates.error} title="The templates could not be loaded" retry={() => void templates.refetch()} />}
          <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
            {templates.data?.map((template) => (
              <li key={template.name}>
                <button
                  type="button"
                  onClick={() => void take(template.name, () => Promise.resolve(filesOfTemplate(template.files)), template.name)}
                  className="flex h-full w-full items-start gap-3 rounded-xl border p-4 text-left transition-colors hover:border-line-strong hover:bg-sunken/60"
                >
                  <Package aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-accent-ink" />
                  <span className="min-w-0">
                    <span className="block font-medium">{template.name}</span>
                    <span className="mt-0.5 block text-[0.8125rem] text-soft first-letter:uppercase">{template.description}</span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </CardBody>
      </Card>
    </div>
  );
}
