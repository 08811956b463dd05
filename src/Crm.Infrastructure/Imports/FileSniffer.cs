using System.Text;
using Crm.Domain.Operations;

namespace Crm.Infrastructure.Imports;

/// <summary>Finds out how the characters of a file are written, while it passes by. A mark at the beginning says it; what is UTF-8 to the last byte, is that; of the rest, what has
/// mostly Chinese characters where it is no ASCII is GB18030, and else Windows-1252.</summary>
internal sealed class FileSniffer
{
    private const int SampleSize = 64 * 1024;

    private readonly Decoder _utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] _scratch = new char[16 * 1024];
    private readonly byte[] _sample = new byte[SampleSize];
    private int _sampled;
    private readonly byte[] _start = new byte[2];
    private long _seen;
    private bool _isUtf8 = true;

    public long Size => _seen;

    public void See(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length && _seen + i < _start.Length; i++) _start[_seen + i] = bytes[i];
        _seen += bytes.Length;
        if (_isUtf8) Check(bytes, flush: false);
        if (_isUtf8 || _sampled == SampleSize) return;
        var part = bytes[..Math.Min(bytes.Length, SampleSize - _sampled)];
        part.CopyTo(_sample.AsSpan(_sampled));
        _sampled += part.Length;
    }

    public ImportEncoding Found()
    {
        if (_seen >= 2 && (_start[0], _start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF)) return ImportEncoding.Utf16;
        if (_isUtf8) Check([], flush: true);
        return _isUtf8 ? ImportEncoding.Utf8 : IsChinese(_sample.AsSpan(0, _sampled)) ? ImportEncoding.Gb18030 : ImportEncoding.Windows1252;
    }

    private void Check(ReadOnlySpan<byte> bytes, bool flush)
    {
        try
        {
            bool isDone;
            do
            {
                _utf8.Convert(bytes, _scratch, flush, out var used, out _, out isDone);
                bytes = bytes[used..];
            }
            while (!isDone);
        }
        catch (DecoderFallbackException)
        {
            _isUtf8 = false;
        }
    }

    // Two bytes for each of the common characters of GB 2312; in a Western text high bytes stand alone, between letters.
    private static bool IsChinese(ReadOnlySpan<byte> sample)
    {
        var (high, paired) = (0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] < 0x80) continue;
            if (sample[i] is >= 0xA1 and <= 0xF7 && i + 1 < sample.Length && sample[i + 1] >= 0xA1)
            {
                (high, paired) = (high + 2, paired + 2);
                i++;
            }
            else
            {
                high++;
            }
        }
        return paired > high * 0.7;
    }
}
