// The parts of CodeMirror 6 of which static/exercise.js makes an editor.
export {EditorState} from '@codemirror/state'
export {EditorView, keymap, lineNumbers} from '@codemirror/view'
export {defaultKeymap, history, historyKeymap, indentWithTab} from '@codemirror/commands'
export {bracketMatching, indentOnInput, indentUnit, syntaxHighlighting} from '@codemirror/language'
export {pythonLanguage} from '@codemirror/lang-python'
export {classHighlighter} from '@lezer/highlight'
