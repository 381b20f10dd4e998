// SPDX-License-Identifier: Apache-2.0
import { mount } from 'svelte';
import Protected from './ui/protected/Protected.svelte';
import { applyLook } from './ui/look.svelte';
import './ui/base.css';

void applyLook();
mount(Protected, { target: document.getElementById('app')! });
