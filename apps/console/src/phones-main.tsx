import { render } from 'preact';
import { Phones } from './phones.js';
import { t } from './texts.js';
import './styles.css';

document.title = t.phones.title;
const root = document.getElementById('app');
if (root)
  render(
    <main id="content" class="emulator">
      <header class="head">
        <div>
          <h1>{t.phones.title}</h1>
          <p>{t.phones.lead}</p>
        </div>
      </header>
      <Phones call={(path, init) => fetch(path, init)} base="" />
    </main>,
    root,
  );
