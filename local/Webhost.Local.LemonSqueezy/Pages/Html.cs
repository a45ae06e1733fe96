using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Webhost.Local.LemonSqueezy.Pages;

/// <summary>A piece of HTML. Made of an interpolated string: whatever is put in is escaped, unless it is such a piece itself.</summary>
internal readonly struct Html
{
    public static readonly Html Empty;

    private readonly string? _text;

    private Html(string text) => _text = text;

    public static Html Of(Template template) => new(template.Text);

    /// <summary>A piece, or nothing.</summary>
    public static Html When(bool condition, Func<Html> piece) => condition ? piece() : Empty;

    public override string ToString() => _text ?? "";

    /// <summary>The interpolated string on its way.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Template
    {
        private readonly StringBuilder _builder;

        public Template(int literalLength, int formattedCount) => _builder = new StringBuilder(literalLength + (formattedCount * 32));

        public string Text => _builder.ToString();

        public void AppendLiteral(string text) => _builder.Append(text);

        public void AppendFormatted(Html piece) => _builder.Append(piece);

        public void AppendFormatted(IEnumerable<Html> pieces) => _builder.AppendJoin(null, pieces);

        public void AppendFormatted(string? text) => _builder.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(long number) => _builder.Append(number);
    }
}
