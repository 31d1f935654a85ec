/** The toolkit, and the only module that imports it: a chunk of its own, loaded after the first picture is painted. */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton());
