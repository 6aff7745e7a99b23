/** Models of a hub, as plans and records name them. */
import * as z from 'zod';

/** A model of a hub at one commit. */
export const hubModelSchema = z.object({
  /** As the experiment names it. */
  reference: z.string(),
  repo: z.string(),
  revision: z.string(),
  commit: z.string(),
  /** Its snapshot in the cache, where its files lie or will lie (absolute). */
  folder: z.string(),
});
export type HubModel = z.infer<typeof hubModelSchema>;

/** What a file's content is recognised by: the LFS id of a large one, git's own name of a small one. */
export interface HubDigest {
  readonly kind: 'sha256' | 'git-sha1';
  /** Hexadecimal; also the name of the file in the cache. */
  readonly value: string;
}

export interface HubFile {
  /** Path in the repository, with forward slashes. */
  readonly name: string;
  readonly bytes: number;
  readonly digest: HubDigest;
}

/** What of a model has to be fetched before it can be used. */
export interface HubDownload extends Readonly<HubModel> {
  readonly files: readonly HubFile[];
}
