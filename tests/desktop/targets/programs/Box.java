import java.awt.EventQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.swing.JFrame;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/** A Swing window with a text box; writes its text to a file at each change. */
class Box {
    public static void main(String[] arguments) {
        EventQueue.invokeLater(() -> {
            JFrame frame = new JFrame(arguments[0]);
            JTextArea area = new JTextArea(10, 40);
            Path file = Path.of(arguments[1]);
            area.getDocument().addDocumentListener(new DocumentListener() {
                private void write() {
                    try {
                        Files.write(file, area.getText().getBytes(StandardCharsets.UTF_8));
                    } catch (java.io.IOException fault) {
                        throw new java.io.UncheckedIOException(fault);
                    }
                }

                @Override
                public void insertUpdate(DocumentEvent event) {
                    write();
                }

                @Override
                public void removeUpdate(DocumentEvent event) {
                    write();
                }

                @Override
                public void changedUpdate(DocumentEvent event) {
                    write();
                }
            });
            frame.add(new JScrollPane(area));
            frame.pack();
            frame.setLocation(60, 60);
            frame.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
            frame.setVisible(true);
            area.requestFocusInWindow();
        });
    }
}
