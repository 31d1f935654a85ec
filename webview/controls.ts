/** The toolkit, and the only module that imports it: a chunk of its own, loaded after the first picture is painted. */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton());

// The toolkit takes the theme's colours when the page has loaded, which it has by now: tell it so.
window.dispatchEvent(new Event('load'));
