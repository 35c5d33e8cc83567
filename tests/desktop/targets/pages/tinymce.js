import tinymce from 'tinymce';
import 'tinymce/models/dom';
import 'tinymce/themes/silver';
import 'tinymce/icons/default';
place.appendChild(document.createElement('textarea')).id = 'mce';
tinymce.init({
  selector: '#mce', skin: false, content_css: false, menubar: false, height: 240, promotion: false,
}).then(([editor]) => ready({
  text: () => line(editor.getBody().innerText.replace(/\n\n/g, '\n')),
  wipe: () => editor.setContent(''),
  focus: () => editor.focus(),
}));
