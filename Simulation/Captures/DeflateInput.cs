namespace ActorIommu.Simulation.Captures;

/// <summary>
/// A part of a file as the input of a <see cref="System.IO.Compression.DeflateStream"/>, which reads ahead and does not tell where its data
/// ended. The last byte is handed out alone, so that it is asked for only when the data really goes up to it.
/// </summary>
internal sealed class DeflateInput(byte[] file, int start, int end) : Stream
{
    private int _next = start;

    public bool IsUsedUp => _next == end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var rest = end - _next;
        var count = Math.Min(buffer.Length, rest > 1 ? rest - 1 : rest);
        file.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
