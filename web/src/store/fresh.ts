// SPDX-License-Identifier: Apache-2.0
//
// Fresh: what is fetched when somebody looks, but at most once a minute: other devices may have changed it since.
// Where there is no network, what is known serves.

const FRESH_MS = 60_000;

export class Fresh {
  private at = 0;
  private loading: Promise<void> | undefined;

  constructor(private fetch: () => Promise<void>) {}

  async load(): Promise<void> {
    if (this.at && Date.now() - this.at < FRESH_MS) return;
    this.loading ??= this.fetch().then(() => void (this.at = Date.now())).finally(() => (this.loading = undefined));
    await this.loading.catch((error) => {
      if (!this.at) throw error;
    });
  }
}
