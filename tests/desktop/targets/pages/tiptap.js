import { Editor } from '@tiptap/core';
import StarterKit from '@tiptap/starter-kit';
const editor = new Editor({ element: place, extensions: [StarterKit] });
ready({
  text: () => line(editor.getText({ blockSeparator: '\n' })),
  wipe: () => editor.commands.clearContent(),
  focus: () => editor.commands.focus('end'),
});
