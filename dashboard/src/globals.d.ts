/// <reference types="vite/client" />

declare module 'virtual:templates' {
  const templates: { name: string; description: string; files: Record<string, string> }[];
  export default templates;
}
