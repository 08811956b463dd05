using Crm.Domain.Common;
using Crm.Domain.Operations;
using Npgsql;

namespace Crm.Infrastructure.Files;

/// <summary>Reads a file chunk by chunk, from wherever it is sought to.</summary>
internal sealed class FileReader(NpgsqlDataSource source, Id<StoredFile> id, long size, int chunkSize) : Stream
{
    private byte[] _chunk = [];
    private long _number = -1;
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => size;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= size || buffer.Length == 0) return 0;
        var number = _position / chunkSize;
        if (number != _number) (_chunk, _number) = (await Chunk((int)number, cancellationToken), number);
        var at = (int)(_position % chunkSize);
        var read = Math.Min(buffer.Length, _chunk.Length - at);
        _chunk.AsMemory(at, read).CopyTo(buffer);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The database is asked without blocking.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => size + offset,
    };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task<byte[]> Chunk(int number, CancellationToken ct)
    {
        await using var select = source.CreateCommand("SELECT bytes FROM stored_file_chunks WHERE file_id = $1 AND number = $2");
        select.Parameters.Add(new() { Value = id.Value });
        select.Parameters.Add(new() { Value = number });
        // Half an answer is on its way: breaking off is all that can be done.
        return (byte[]?)await select.ExecuteScalarAsync(ct) ?? throw new IOException($"The file {id} was erased while it was read.");
    }
}
