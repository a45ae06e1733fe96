namespace Webhost.Local.AgentCore.Sessions;

/// <summary>The newest lines that a runtime's agents have written, in memory alone: they may hold what users said.</summary>
internal sealed class AgentLog
{
    private const int LinesKept = 500;
    private const int LongestLine = 4096;
    private readonly Lock _lock = new();
    private readonly Queue<AgentLogLine> _lines = new();

    public IReadOnlyList<AgentLogLine> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Takes lines until their end. A line without an end is cut, so that it can't fill the memory.</summary>
    public async Task ReadAsync(string sessionId, StreamReader reader)
    {
        var buffer = new char[LongestLine];
        var length = 0;
        for (int read; (read = await reader.ReadAsync(buffer.AsMemory(length))) > 0;)
        {
            length += read;
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, '\n', start, length - start)) >= 0; start = end + 1)
                Add(new AgentLogLine(sessionId, new string(buffer, start, end - start).TrimEnd('\r')));
            if (start == 0 && length == buffer.Length)
            {
                Add(new AgentLogLine(sessionId, new string(buffer)));
                start = length;
            }

            Array.Copy(buffer, start, buffer, 0, length - start);
            length -= start;
        }

        if (length > 0)
            Add(new AgentLogLine(sessionId, new string(buffer, 0, length)));
    }

    private void Add(AgentLogLine line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
                _lines.Dequeue();
        }
    }
}

/// <summary>A line.</summary>
internal sealed record AgentLogLine(string SessionId, string Text);
