import React from 'react';
import { createRoot } from 'react-dom/client';
import { ContentState, Editor, EditorState } from 'draft-js';

let state = EditorState.createEmpty();
let show = () => {};
let box;
const text = () => state.getCurrentContent().getPlainText('\n');
function Chat() {
  const [, again] = React.useState(0);
  show = (next) => { state = next; again((n) => n + 1); };
  return React.createElement('div', { className: 'box' }, React.createElement(Editor, {
    editorState: state,
    onChange: (next) => show(next),
    handleReturn: (event) => {
      if (event.shiftKey) return 'not-handled';
      target.sent.push(text());
      return 'handled';
    },
    ref: (made) => { box = made; },
  }));
}
createRoot(place).render(React.createElement(Chat));
ready({
  text,
  wipe: () => show(EditorState.push(state, ContentState.createFromText(''), 'remove-range')),
  focus: () => box.focus(),
});
