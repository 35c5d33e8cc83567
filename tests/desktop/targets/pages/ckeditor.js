import Editor from '@ckeditor/ckeditor5-build-classic';
Editor.create(place.appendChild(document.createElement('div'))).then((editor) => ready({
  text: () => line(editor.editing.view.getDomRoot().innerText.replace(/\n\n/g, '\n')),
  wipe: () => editor.setData(''),
  focus: () => editor.editing.view.focus(),
}));
