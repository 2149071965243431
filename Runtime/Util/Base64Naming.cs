namespace Akka.Util;

/// <summary>Names of anonymous actors: <c>$a</c>, <c>$b</c>, ... with 64 digits.</summary>
internal static class Base64Naming
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    /// <summary>Least significant digit first, after a dollar sign.</summary>
    public static string Encode(long value)
    {
        Span<char> buffer = stackalloc char[12];
        buffer[0] = '$';
        var length = 1;
        var rest = (ulong)value;
        do
        {
            buffer[length++] = Digits[(int)(rest & 63)];
            rest >>= 6;
        }
        while (rest != 0);
        return new string(buffer[..length]);
    }
}
