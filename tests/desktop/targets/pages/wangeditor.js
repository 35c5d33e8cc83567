import { createEditor } from '@wangeditor/editor';
const box = place.appendChild(document.createElement('div'));
box.style.cssText = 'width:560px;height:200px;border:1px solid #888';
const editor = createEditor({ selector: box, config: { placeholder: '' }, mode: 'simple' });
ready({
  text: () => line(editor.getText()),
  wipe: () => editor.clear(),
  focus: () => editor.focus(true),
});
