using System.Collections.Frozen;

namespace Crm.Domain.Customers.Duplicates;

/// <summary>Domains at which anybody gets an address, and those that are nobody's and stand for whatever was not known (RFC 2606, section 3): that two customers have one there says nothing about them.</summary>
internal static class FreeMail
{
    private static readonly FrozenSet<string> Domains = """
        gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.co.uk live.com live.de live.nl live.fr live.co.uk msn.com
        yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.uk yahoo.co.jp yahoo.co.in yahoo.com.br yahoo.com.cn ymail.com rocketmail.com aol.com aol.de icloud.com me.com mac.com
        gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.fr web.de freenet.de t-online.de arcor.de mail.de posteo.de mailbox.org email.de online.de vodafone.de kabelmail.de
        proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io fastmail.com zoho.com hushmail.com mail.com email.com inbox.com usa.com
        orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tin.it iol.it terra.com.br uol.com.br bol.com.br ig.com.br
        btinternet.com sky.com virginmedia.com ntlworld.com talktalk.net blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net
        rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au xtra.co.nz telenet.be skynet.be ziggo.nl kpnmail.nl hetnet.nl planet.nl home.nl bluewin.ch hispeed.ch sunrise.ch aon.at chello.at
        telia.com seznam.cz centrum.cz email.cz azet.sk wp.pl o2.pl onet.pl interia.pl op.pl freemail.hu citromail.hu abv.bg
        mail.ru yandex.ru yandex.com ya.ru rambler.ru bk.ru list.ru inbox.ru ukr.net i.ua
        qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn 21cn.com aliyun.com tom.com vip.qq.com vip.163.com
        naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com rediffmail.com
        example.com example.net example.org
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    public static bool Holds(string domain) => Domains.Contains(domain);
}
