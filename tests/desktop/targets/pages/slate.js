import React from 'react';
import { createRoot } from 'react-dom/client';
import { createEditor, Editor, Node, Transforms } from 'slate';
import { withHistory } from 'slate-history';
import { Editable, ReactEditor, Slate, withReact } from 'slate-react';

const editor = withHistory(withReact(createEditor()));
const text = () => editor.children.map((node) => Node.string(node)).join('\n');
function Chat() {
  return React.createElement(
    Slate, { editor, initialValue: [{ type: 'paragraph', children: [{ text: '' }] }] },
    React.createElement(Editable, {
      className: 'box',
      onKeyDown: (event) => {
        if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); target.sent.push(text()); }
      },
    }),
  );
}
createRoot(place).render(React.createElement(Chat));
ready({
  text,
  wipe: () => {
    Transforms.delete(editor, { at: { anchor: Editor.start(editor, []), focus: Editor.end(editor, []) } });
  },
  focus: () => { ReactEditor.focus(editor); Transforms.select(editor, Editor.end(editor, [])); },
});
