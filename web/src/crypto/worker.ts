// SPDX-License-Identifier: Apache-2.0
//
// The script of every worker: its name says which object lives in it, a Vault, a Finder or an Opener.
import { Finder } from '../mail/finder';
import { Opener } from './opener';
import { serve } from './rpc';
import { Vault } from './vault';

if (self.name === 'vault') {
  const vault = new Vault();
  serve(self, vault);
  // A port can't be an argument of a call: it comes as a transferred object.
  self.addEventListener('message', ({ data, ports }: MessageEvent) => {
    if (data === 'opener' && ports[0]) vault.addOpener(ports[0]);
  });
} else if (self.name === 'finder') {
  serve(self, new Finder());
} else {
  const opener = new Opener();
  serve(self, opener);
  self.addEventListener('message', ({ data, ports }: MessageEvent) => {
    if (data === 'vault' && ports[0]) ports[0].onmessage = (event) => opener.setKeys(event.data);
  });
}
